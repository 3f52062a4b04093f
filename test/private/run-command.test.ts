import { describe, expect, it } from 'vitest'
import { Asked } from '../../src/private/asked.ts'
import { runCommand } from '../../src/private/run-command.ts'

/** Runs what ends by SIGINT, which reaches us so many milliseconds after it began; never where that is undefined. */
const interrupted = async (afterMs: number | undefined) => {
  const listeners = new Map<string, () => void>()
  const asked = new Asked({ onSignal: (name, listener) => listeners.set(name, listener), send: () => {} })
  return runCommand(['sh', '-c', 'kill -INT $$'], {
    cwd: '/',
    env: process.env,
    asked,
    started: () => {
      if (afterMs !== undefined) setTimeout(() => listeners.get('SIGINT')?.(), afterMs)
    },
    notStarted: (_, reason) => expect.fail(reason),
  })
}

describe.skipIf(process.platform === 'win32')('a command that SIGINT ended', () => {
  it.each([0, 40])('was interrupted together with us, also where we hear of it later: after %i ms', async (ms) => {
    expect(await interrupted(ms)).toEqual({ exitCode: 130, endedBy: 'SIGINT' })
  })

  it('was not where we never hear of it', async () => {
    expect(await interrupted(undefined)).toEqual({ exitCode: 130 })
  })
})
