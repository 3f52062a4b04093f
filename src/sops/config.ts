import { CannotCheckError, reasonOf } from '../model/errors.ts'
import type { Context, Repository } from '../model/rule.ts'
import { CreationRules, type MatchedRule, parseCreationRules } from './creation-rules.ts'

export const configName = '.sops.yaml'

/** The creation rule of the nearest `.sops.yaml` at or above a file of the repository; there is no falling through. */
export const creationRuleFor = async (path: string, context: Context): Promise<MatchedRule | undefined> => {
  if (context.repository === undefined || path.startsWith('/')) return undefined
  const folders = foldersAbove(path)
  for (const folder of folders) {
    const rules = await rulesIn(folder, context, context.repository)
    if (rules !== undefined) return rules.match(folder === '' ? path : path.slice(folder.length + 1))
  }
  return undefined
}

/** Throws CannotCheckError when the `.sops.yaml` at the top of the repository cannot be used. */
export const checkTopConfig = async (context: Context): Promise<void> => {
  if (context.repository === undefined) return
  const rules = await rulesIn('', context, context.repository)
  await rules?.compileAll()
}

/** From the file's own folder up to the top, which is the empty string. */
const foldersAbove = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1)
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '']
}

type Cached = Promise<CreationRules | undefined>
const caches = new WeakMap<Context, Map<string, Cached>>()

const rulesIn = (folder: string, context: Context, repository: Repository): Cached => {
  const cache = caches.get(context) ?? new Map<string, Cached>()
  caches.set(context, cache)
  const known = cache.get(folder)
  if (known !== undefined) return known
  const rules = readRules(folder === '' ? configName : `${folder}/${configName}`, repository)
  cache.set(folder, rules)
  return rules
}

const readRules = async (configPath: string, repository: Repository): Cached => {
  const bytes = await readConfig(configPath, repository)
  if (bytes === undefined) return undefined
  return new CreationRules(configPath, await parseCreationRules(configPath, new TextDecoder().decode(bytes)))
}

const readConfig = async (configPath: string, repository: Repository): Promise<Uint8Array | undefined> => {
  try {
    return await repository.read(configPath)
  } catch (error) {
    throw new CannotCheckError(`${configPath}: cannot be read: ${reasonOf(error)}`, error)
  }
}
