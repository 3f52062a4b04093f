import { posix } from 'node:path'
import { CannotCheckError, reasonOf } from '../model/errors.ts'
import type { Context, Repository } from '../model/rule.ts'
import { type CreationRule, CreationRules, type MatchedRule, parseCreationRules } from './creation-rules.ts'

export const configName = '.sops.yaml'

/** The creation rule of the nearest `.sops.yaml` at or above a file of the repository; there is no falling through. */
export const creationRuleFor = async (path: string, context: Context): Promise<MatchedRule | undefined> => {
  const { repository } = context
  if (repository === undefined || path.startsWith('/')) return undefined
  const nearest = await nearestRules(folderOf(path), context, repository)
  if (nearest === undefined) return undefined
  const { folder, rules } = nearest
  const matched = await rules.match(within(folder, path))
  return matched === undefined || folder === '' ? matched : inFolder(matched, folder, repository)
}

/** Rules, and the folder of the `.sops.yaml` that holds them. */
interface Nearest {
  readonly folder: string
  readonly rules: CreationRules
}

const nearestCaches = new WeakMap<Context, Map<string, Promise<Nearest | undefined>>>()

/** Asked of every file that is looked at: once a folder. */
const nearestRules = (folder: string, context: Context, repository: Repository): Promise<Nearest | undefined> => {
  const cache = nearestCaches.get(context) ?? new Map<string, Promise<Nearest | undefined>>()
  nearestCaches.set(context, cache)
  const known = cache.get(folder)
  if (known !== undefined) return known
  const nearest = rulesIn(folder, context, repository).then((rules) => {
    if (rules !== undefined) return { folder, rules }
    return folder === '' ? undefined : nearestRules(folderOf(folder), context, repository)
  })
  cache.set(folder, nearest)
  return nearest
}

/** The folder something lies in; the empty string at the top. */
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const within = (folder: string, path: string): string => (folder === '' ? path : path.slice(folder.length + 1))

/** A rule of a `.sops.yaml` below the top: one that names no files still names the folder it lies in. */
const inFolder = async (matched: MatchedRule, folder: string, repository: Repository): Promise<MatchedRule> => ({
  ...matched,
  specific: matched.specific || !(await holdsProject(matched.rule, folder, repository)),
  matches: (path) => matched.matches(within(folder, path)),
})

const projects = new WeakMap<CreationRule, Promise<boolean>>()

/** What stands at the top of a project, which is no folder of secrets. */
const projectFile =
  /^(?:src\/.*|package\.json|kustomization\.ya?ml|Chart\.ya?ml|docker-compose\.ya?ml|go\.mod|Cargo\.toml|pyproject\.toml|pom\.xml|build\.gradle(?:\.kts)?|Dockerfile)$/

const holdsProject = (rule: CreationRule, folder: string, repository: Repository): Promise<boolean> => {
  const known = projects.get(rule) ?? listsProject(folder, repository)
  projects.set(rule, known)
  return known
}

const listsProject = async (folder: string, repository: Repository): Promise<boolean> =>
  (await repository.list()).some((path) => path.startsWith(`${folder}/`) && projectFile.test(within(folder, path)))

/** The rules at the top of the repository, which SOPS takes when it is run there. */
export const topRules = async (context: Context): Promise<CreationRules | undefined> =>
  context.repository === undefined ? undefined : rulesIn('', context, context.repository)

/** Throws CannotCheckError when the `.sops.yaml` at the top of the repository cannot be used. */
export const checkTopConfig = async (context: Context): Promise<void> => {
  const rules = await topRules(context)
  await rules?.compileAll()
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
  const text = await throughLinks(configPath, decoded(bytes), repository)
  return new CreationRules(configPath, await parseCreationRules(configPath, text))
}

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Links to links are nobody's; this many are followed. */
const mostLinks = 3

/** SOPS follows a symbolic link, of which a repository's state holds the target as text. */
const throughLinks = async (configPath: string, text: string, repository: Repository): Promise<string> => {
  let at = configPath
  let content = text
  for (let links = 0; links < mostLinks; links++) {
    const target = linkTarget(at, content, repository.root)
    const bytes = target === undefined ? undefined : await readConfig(target, repository)
    if (target === undefined || bytes === undefined) break
    at = target
    content = decoded(bytes)
  }
  return content
}

/** The path inside of the repository that a text would name if it were a link; no text with rules in it is one. */
const linkTarget = (path: string, text: string, root: string): string | undefined => {
  if (text === '' || text.length > 4096 || /[\n:\0]/.test(text)) return undefined
  const below = text.startsWith(`${root}/`) ? text.slice(root.length + 1) : posix.join(posix.dirname(path), text)
  if (posix.isAbsolute(text) && !text.startsWith(`${root}/`)) return undefined
  const target = posix.normalize(below)
  return target === '..' || target.startsWith('../') ? undefined : target
}

const readConfig = async (configPath: string, repository: Repository): Promise<Uint8Array | undefined> => {
  try {
    return await repository.read(configPath)
  } catch (error) {
    throw new CannotCheckError(`${configPath}: cannot be read: ${reasonOf(error)}`, error)
  }
}
