import { readdirSync, readFileSync } from 'node:fs'

interface Running {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

/** The fields behind the name, which may hold anything: state, parent, group. */
const runningOf = (pid: number): Running | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { pid, parent: Number(parent), group: Number(group) }
  } catch {
    return undefined // ended meanwhile
  }
}

const everyProcess = (): readonly Running[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => runningOf(Number(name)) ?? [])
  } catch {
    return [] // no /proc
  }
}

/**
 * A program and those that it started in turn, as far as they stand in its process group: what a terminal would send a
 * signal to.
 */
export const familyOf = (pid: number): readonly number[] => {
  const all = everyProcess()
  const group = all.find((one) => one.pid === pid)?.group
  const family = [pid]
  for (const parent of family) {
    for (const one of all) if (one.parent === parent && one.group === group) family.push(one.pid)
  }
  return family
}

/** The signals that whoever started this process wants to be ignored (`nohup`); numbers as in signal(7). */
export const ignoredSignals = (): ReadonlySet<number> => {
  try {
    const mask = BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0'}`)
    return new Set(Array.from({ length: 31 }, (_, index) => index + 1).filter((n) => (mask >> BigInt(n - 1)) & 1n))
  } catch {
    return new Set()
  }
}
