import { readFileSync, realpathSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Person } from './place.ts'

const isNobodysHome = /^\/(?:$|bin$|sbin(?:\/|$)|usr(?:\/|$)|dev(?:\/|$)|proc(?:\/|$)|nonexistent)/

/** Everybody with a home of their own, from lines of passwd(5). */
export const peopleIn = (passwd: string): readonly Person[] => {
  const people = new Map<string, Person>()
  for (const line of passwd.split('\n')) {
    const [, , uid = '', , , home = ''] = line.split(':')
    if (!/^\d+$/.test(uid) || !isAbsolute(home) || isNobodysHome.test(home)) continue
    const folder = realHome(home)
    if (folder !== undefined && !people.has(folder)) people.set(folder, { uid: Number(uid), home: folder, env: {} })
  }
  return [...people.values()]
}

const realHome = (home: string): string | undefined => {
  try {
    return realpathSync(home)
  } catch {
    return undefined // has none
  }
}

/** Everybody on this machine. */
export const everyPerson = (): readonly Person[] => peopleIn(readFileSync('/etc/passwd', 'utf8'))

/** Whoever asks, with what their environment says of places. */
export const thisPerson = (uid: number, env: Person['env']): readonly Person[] => {
  const home = env.HOME === undefined || !isAbsolute(env.HOME) ? undefined : realHome(env.HOME)
  return home === undefined ? [] : [{ uid, home, env }]
}
