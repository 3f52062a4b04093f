import { guardFolder } from '../private/guard.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'

/** The process that `leaktight run` and `leaktight edit` start beside themselves. It heeds no signal meanwhile. */
export const runGuard = async (invocation: Invocation, terminal: Terminal): Promise<Dispatched> => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) terminal.onSignal(name, () => {})
  const { signal, pid } = terminal.self
  await guardFolder({ input: invocation.stdin, uid: invocation.uid, platform: terminal.platform, signal, pid })
  return { text: '', exitCode: 0, output: undefined }
}
