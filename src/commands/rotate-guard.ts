import { connect } from '../rotate/connect.ts'
import { guardRotation } from '../rotate/guard.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'

const minutes = 60_000

/** The process that `leaktight rotate` starts beside itself. It ends by itself, and heeds no signal meanwhile. */
export const rotateGuard = async (invocation: Invocation, terminal: Terminal): Promise<Dispatched> => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) terminal.onSignal(name, () => {})
  await guardRotation({
    input: invocation.stdin,
    // Of the two ways out this is the one that nothing else is written to.
    reply: (line) => terminal.write(line),
    connect: async (credentials, env) => connect(credentials, env, invocation.now),
    patience: {
      now: invocation.now,
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
      failingMs: 10 * minutes,
      settleMs: minutes,
    },
    uid: invocation.uid,
  })
  return { text: '', exitCode: 0, output: undefined }
}
