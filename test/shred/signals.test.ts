import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { watchSecondSignal } from '../../src/commands/signals.ts'
import { fileWith, freshFolder, onLinux } from './support.ts'

const cli = path.resolve('dist/cli.js')

/** Runs `leaktight shred -v`, and sends each signal when standard error has said its words; the second waits a little. */
const shredWith = async (args: readonly string[], signals: readonly (readonly [NodeJS.Signals, string])[]) => {
  const child = spawn(process.execPath, [cli, 'shred', '-v', '--format=json', ...args], { cwd: '/' })
  const waiting = [...signals]
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
    const [next] = waiting
    if (next === undefined || !stderr.includes(next[1])) return
    waiting.shift()
    setTimeout(() => child.kill(next[0]), signals.length === waiting.length + 1 ? 0 : 700)
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, targets: JSON.parse(stdout).targets, stderr }
}

describe('a second signal', () => {
  it('within half a second is the first one again', () => {
    const listeners: (() => void)[] = []
    const signal = watchSecondSignal({ onSignal: (_, listener) => listeners.push(listener) })
    for (const listener of listeners) listener()
    expect(signal.aborted).toBe(false)
  })
})

describe.skipIf(!onLinux)('a signal to the built command', () => {
  it.concurrent.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
  ] as const)('%s: the file at hand is finished, the others are untouched and named, exit %i', async (name, due) => {
    const { folder, remove } = await freshFolder()
    const [first, second] = [
      await fileWith(folder, 'x'.repeat(3_000_000), 'first'),
      await fileWith(folder, 'still here', 'second'),
    ]
    const { code, targets } = await shredWith(['-n', '20', first, second], [[name, 'pass 2/']])
    expect(code).toBe(due)
    expect(targets[0]).toMatchObject({ path: first, passes: 21 })
    expect(targets[0].status).toMatch(/^(shredded|removed-not-sanitized)$/)
    expect(targets[1]).toMatchObject({
      path: second,
      status: 'refused',
      reason: expect.stringMatching(/was not begun/),
    })
    expect(await readFile(second, 'utf8')).toBe('still here')
    expect(await readdir(folder)).toEqual(['second'])
    await remove()
  })

  it('for the second time: the file is kept under its name as it is, and that is said', async () => {
    const { folder, remove } = await freshFolder()
    const file = await fileWith(folder, 'x'.repeat(30_000_000), 'large')
    const { code, targets } = await shredWith(
      ['-n', '100', file],
      [
        ['SIGINT', 'pass 1/'],
        ['SIGTERM', 'pass 2/'],
      ],
    )
    expect(code).toBe(130)
    expect(targets).toMatchObject([{ path: file, status: 'failed' }])
    expect(targets[0].passes).toBeLessThan(100)
    expect(targets[0].reason).toMatch(/^was kept under its name, .*interrupted twice/)
    expect((await stat(file)).size).toBeGreaterThan(0)
    await remove()
  })
})
