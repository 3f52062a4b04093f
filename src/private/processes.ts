import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

interface Running {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly ended: boolean
}

/** The fields behind the name, which may hold anything: state, parent, group. */
const runningOf = (pid: number): Running | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state = '', parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { pid, parent: Number(parent), group: Number(group), ended: state === 'Z' || state === 'X' }
  } catch {
    return undefined // ended meanwhile
  }
}

/** Every process that has not ended; none where there is no /proc. */
const everyProcess = (): readonly Running[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => runningOf(Number(name)) ?? [])
      .filter(({ ended }) => !ended)
  } catch {
    return []
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

/** The variables that name the folder to the command; by the first one those that it started are known. */
export const folderVariables: readonly string[] = ['LEAKTIGHT_TMP', 'TMPDIR', 'TMP', 'TEMP']

/** Every process but `self` that was started with the folder, whatever became of its parent. */
export const heirsOf = (folder: string, self: number, where: 'our group' | 'everywhere'): readonly number[] => {
  const all = everyProcess()
  const group = all.find(({ pid }) => pid === self)?.group
  return all
    .filter((one) => one.pid !== self && (where === 'everywhere' || one.group === group))
    .map(({ pid }) => pid)
    .filter((pid) => environmentOf(pid).includes(`${folderVariables[0]}=${folder}`))
}

const environmentOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // ended, or another user's
  }
}

/** Every process but `self` that stands in one of the folders or has a file there open. */
export const holdersOf = (folders: readonly string[], self: number): readonly number[] => {
  const isThere = (path: string): boolean => folders.some((one) => path === one || path.startsWith(`${one}/`))
  return everyProcess()
    .map(({ pid }) => pid)
    .filter((pid) => pid !== self && pathsOf(pid).some(isThere))
}

/** Every process that has to do with a folder of this name, wherever it sees it: holds it, stands in it, was started with it. */
export const usersOf = (name: string): readonly number[] =>
  everyProcess()
    .map(({ pid }) => pid)
    .filter((pid) => [...pathsOf(pid), ...environmentOf(pid)].some((text) => text.includes(name)))

const pathsOf = (pid: number): readonly string[] => {
  try {
    const open = readdirSync(`/proc/${pid}/fd`).map((name) => `fd/${name}`)
    return ['cwd', ...open].flatMap((name) => linkOf(`/proc/${pid}/${name}`) ?? [])
  } catch {
    return [] // ended, or another user's
  }
}

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // closed meanwhile
  }
}

export interface Others {
  /** Our own number, which is never meant. */
  readonly pid: number
  signal(pid: number, name: NodeJS.Signals): void
}

const askingMs = 1_000
const lookingMs = 20

/** Asks processes to end, and ends those that do not. `find` is asked again each time: some start others meanwhile. */
export const endAll = async (find: () => readonly number[], { signal }: Others, ms = askingMs): Promise<void> => {
  const asked = new Set<number>()
  for (let waited = 0; waited <= ms; waited += lookingMs) {
    const pids = find()
    if (pids.length === 0) return
    for (const pid of pids.filter((one) => !asked.has(one))) {
      asked.add(pid)
      for (const name of ['SIGHUP', 'SIGTERM', 'SIGCONT'] as const) signal(pid, name)
    }
    await new Promise((done) => setTimeout(done, lookingMs))
  }
  for (const pid of find()) signal(pid, 'SIGKILL')
}
