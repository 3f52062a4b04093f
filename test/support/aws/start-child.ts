import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { FakeAws, FakeAwsOptions } from './fake-aws.ts'

type Orders = Omit<FakeAws, 'start' | 'url'>

/** The orders of a fake, each with an answer that takes a moment. */
export type RemoteFakeAws = {
  readonly [Name in keyof Orders]: Orders[Name] extends (...parameters: infer P) => infer R
    ? (...parameters: P) => Promise<Awaited<R>>
    : never
} & { readonly url: string }

interface Waiting {
  readonly done: (value: unknown) => void
  readonly failed: (error: Error) => void
}

/** A fake in a process of its own, for tests that wait for a program without letting go of their own thread. */
export const startFakeAwsProcess = async (options: FakeAwsOptions = {}): Promise<RemoteFakeAws> => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-fake-aws-'))
  const program = join(folder, 'child.mjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: {} })
  const order = orders(child)
  const url = String(await order('start', [options]))
  rmSync(folder, { recursive: true })
  return new Proxy({} as RemoteFakeAws, {
    get: (_, name) => {
      if (name === 'then') return undefined
      if (name === 'url') return url
      if (name === 'close') return async () => void child.disconnect()
      return (...parameters: readonly unknown[]) => order(String(name), parameters)
    },
  })
}

const orders = (child: ChildProcess) => {
  const waiting = new Map<number, Waiting>()
  let count = 0
  child.on('message', (message) => {
    const [number, value, error] = message as readonly [number, unknown, string | undefined]
    const one = waiting.get(number)
    waiting.delete(number)
    if (error === undefined || error === null) one?.done(value)
    else one?.failed(new Error(error))
  })
  child.on('exit', () => {
    for (const { failed } of waiting.values()) failed(new Error('the fake has ended'))
  })
  return (name: string, parameters: readonly unknown[]): Promise<unknown> =>
    new Promise((done, failed) => {
      count += 1
      waiting.set(count, { done, failed })
      child.send([count, name, parameters])
    })
}
