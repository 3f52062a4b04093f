import { readdirSync, readFileSync } from 'node:fs'

const quietly = (read) => {
  try {
    return read()
  } catch {
    // The process ended between two looks.
    return undefined
  }
}

const children = (pid) => {
  const tasks = quietly(() => readdirSync(`/proc/${pid}/task`)) ?? []
  const lists = tasks.map((task) => quietly(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')) ?? '')
  return lists.flatMap((list) => list.split(' ').filter((one) => one.trim() !== ''))
}

const kilobytes = (status, field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)

const look = (pid) => {
  const status = quietly(() => readFileSync(`/proc/${pid}/status`, 'latin1')) ?? ''
  return { highest: kilobytes(status, 'VmHWM'), now: kilobytes(status, 'VmRSS') }
}

const descendants = (pid) => children(pid).flatMap((child) => [child, ...descendants(child)])

/** Watches the resident memory of a process and of everything it started; `take` looks once, `peak` answers in bytes. */
export const watchMemory = (pid) => {
  let own = 0
  let together = 0
  return {
    take: () => {
      const main = look(pid)
      const others = descendants(pid).map((child) => look(child).now)
      own = Math.max(own, main.highest)
      together = Math.max(
        together,
        others.reduce((sum, one) => sum + one, main.now),
      )
    },
    peak: () => ({ own: own * 1024, together: Math.max(own, together) * 1024 }),
  }
}
