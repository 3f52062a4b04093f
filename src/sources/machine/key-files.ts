import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { reasonOf } from '../../model/errors.ts'
import type { ReadFailure } from '../../model/unit.ts'
import { isGone } from './codes.ts'

/** A place where a private key is usually kept. */
export interface KeyPlace {
  readonly path: string
  readonly kind: 'age' | 'ssh'
  /** The user's own, so that not getting at it is worth a word. */
  readonly own: boolean
}

/** Where sops, sops-nix and SSH look for keys; absolute, each once. */
export const keyPlaces = (env: Readonly<Record<string, string | undefined>>, cwd: string): readonly KeyPlace[] => {
  const { HOME: home, XDG_CONFIG_HOME: config, SOPS_AGE_KEY_FILE: named } = env
  const age = [
    ...(named === undefined || named === '' ? [] : [resolve(cwd, named)]),
    ...(config === undefined || config === '' ? [] : [join(resolve(cwd, config), 'sops/age/keys.txt')]),
    ...(home === undefined || home === '' ? [] : [join(home, '.config/sops/age/keys.txt')]),
  ]
  const ssh = home === undefined || home === '' ? [] : ['id_ed25519', 'id_rsa'].map((name) => join(home, '.ssh', name))
  const places = new Map<string, KeyPlace>()
  for (const path of ssh) places.set(path, { path, kind: 'ssh', own: true })
  places.set(systemKey, { path: systemKey, kind: 'age', own: false })
  for (const path of age) places.set(path, { path, kind: 'age', own: true })
  return [...places.values()]
}

const systemKey = '/var/lib/sops-nix/key.txt'

/** What the file system tells of a key file, which is never opened. */
export interface KeyFileFacts {
  readonly path: string
  readonly real: string
  readonly mode: number
  readonly uid: number
  readonly folderMode: number
}

/** Undefined where there is no regular file, or one that sops-nix keeps in memory. */
export const lookAtKeyFile = ({ path, own }: KeyPlace): KeyFileFacts | ReadFailure | undefined => {
  try {
    const link = lstatSync(path)
    const real = realpathSync(path)
    if (/^\/run\/(?:secrets|agenix)/.test(real)) return undefined
    const stats: Stats = link.isSymbolicLink() ? statSync(real) : link
    if (!stats.isFile()) return undefined
    const folderMode = statSync(dirname(real)).mode & 0o7777
    return { path, real, mode: stats.mode & 0o777, uid: stats.uid, folderMode }
  } catch (error) {
    return isGone(error) || !own ? undefined : { path, reason: reasonOf(error) }
  }
}
