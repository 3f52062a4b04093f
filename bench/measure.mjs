import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { environment } from './place.mjs'
import { watchMemory } from './process-tree.mjs'

/** How long one call may take before it is ended and reported as "longer than". */
export const limitSeconds = Number(process.env.LEAKTIGHT_BENCH_LIMIT ?? 120)

const ticksPerSecond = 100

// Fields 16 and 17 of proc(5) stat: processor time of ended children, in ticks; the name before them may hold blanks.
const childTicks = () => {
  const stat = readFileSync('/proc/self/stat', 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[13]) + Number(fields[14])
}

const open = (path, flags) => (path === undefined ? 'ignore' : openSync(path, flags))

const ended = (child) =>
  new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => settle({ code, signal, at: process.hrtime.bigint() }))
  })

/**
 * Runs a command once, its output into files, and answers wall and processor time, peak memory and exit code.
 * `every` is the pause between two looks at the memory in milliseconds; without it no look disturbs the run.
 */
export const measure = async ({ program, args, cwd, stdin, stdout, stderr, env = {} }, { every } = {}) => {
  const streams = [open(stdin, 'r'), open(stdout, 'w'), open(stderr, 'w')]
  const before = childTicks()
  const start = process.hrtime.bigint()
  const child = spawn(program, args, { cwd, env: { ...environment(), ...env }, stdio: streams, detached: true })
  const memory = watchMemory(child.pid)
  const looking = every === undefined ? undefined : setInterval(memory.take, every)
  let late = false
  const limit = setTimeout(() => {
    late = true
    process.kill(-child.pid, 'SIGKILL')
  }, limitSeconds * 1000)
  const { code, signal, at } = await ended(child)
  clearInterval(looking)
  clearTimeout(limit)
  for (const stream of streams) if (stream !== 'ignore') closeSync(stream)
  return {
    ms: Number(at - start) / 1e6,
    cpuMs: ((childTicks() - before) * 1000) / ticksPerSecond,
    code: code ?? signal,
    late,
    ...(every === undefined ? {} : { peak: memory.peak() }),
  }
}
