import { basename, dirname, resolve } from 'node:path'
import { folderName, nameBeforeRemoval } from '../private/folder.ts'
import { holdersOf, usersOf } from '../private/processes.ts'
import { commandLines } from '../sources/machine/living.ts'
import { sopsKinds } from '../sources/machine/places/sops.ts'
import type { Invocation } from './invocation.ts'

/** Why a file is no leftover yet, in words, as far as the processes that can be seen tell. */
export type InUse = (path: string) => string | undefined

/** In the folder of a run that still goes on; one that was killed has left what lies there. */
const inPrivateFolder = (path: string, self: number): string | undefined => {
  const name = path.split('/').find((part) => folderName.test(part))
  const [user] = name === undefined ? [] : usersOf(nameBeforeRemoval(name)).filter((pid) => pid !== self)
  return user === undefined ? undefined : `a leaktight run or edit that still goes on keeps it (process ${user})`
}

const held = (path: string, self: number): string | undefined => {
  const [holder] = holdersOf([path], self)
  return holder === undefined ? undefined : `process ${holder} has it open`
}

/** Whoever set them expects the file to be there. */
const naming = [
  'SOPS_AGE_KEY_FILE',
  'SOPS_AGE_SSH_PRIVATE_KEY_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'GOOGLE_APPLICATION_CREDENTIALS',
] as const

/** The variable that says where a credential is. */
export const variableNaming = (path: string, { env, cwd }: Invocation): string | undefined =>
  naming.find((name) => (env[name] ?? '') !== '' && resolve(cwd, env[name] ?? '') === path)

/** Asks who still works with a file. */
export const inUseBy = (self: number): InUse => {
  const sops = sopsKinds()
  let lines: ReturnType<typeof commandLines> | undefined
  const started = (path: string): string | undefined => {
    lines ??= commandLines()
    return lines.some((words) => words.includes(path)) ? 'a process that still runs was started with it' : undefined
  }
  const madeBySops = (path: string): string | undefined => {
    const kind = sops.find(({ names }) => names(basename(path), basename(dirname(path))))
    return kind?.inUse?.(path) === undefined ? undefined : 'sops or its editor still works with it'
  }
  return (path) => inPrivateFolder(path, self) ?? madeBySops(path) ?? held(path, self) ?? started(path)
}
