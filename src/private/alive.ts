import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, as it can be told from a later one with the same number. */
export interface Alive {
  readonly pid: number
  readonly host: string
  /** When it began, in ticks since the start of the system; absent where there is no /proc. */
  readonly began?: string
}

/** The fields of /proc/PID/stat behind the name, which may hold anything: state first, the start is the 20th. */
const statOf = (pid: number): readonly string[] | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined // gone, or another system
  }
}

export const processOf = (pid: number): Alive => {
  const began = statOf(pid)?.[19]
  return { pid, host: hostname(), ...(began === undefined ? {} : { began }) }
}

/** Whether it still runs; a process of another host is taken for running. `signal` asks where there is no /proc. */
export const isAlive = ({ pid, host, began }: Alive, signal: (pid: number) => boolean): boolean => {
  if (host !== hostname()) return true
  if (began === undefined) return signal(pid)
  const now = statOf(pid)
  return now !== undefined && now[19] === began && now[0] !== 'Z' && now[0] !== 'X'
}
