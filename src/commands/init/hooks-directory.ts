import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type GitPlace, git } from '../../git/run.ts'
import { UserError } from '../../model/errors.ts'

export type HookKind = 'husky' | 'git'

export interface HooksDirectory {
  readonly kind: HookKind
  /** Where our hooks are written; absolute. */
  readonly directory: string
  /** The folder whose hooks git runs as things stand; absolute. With husky 9 its own one, which calls `directory`. */
  readonly effective: string
  /** The value of `core.hooksPath` where it leads to husky. */
  readonly huskyPath?: string
}

const line = async (place: GitPlace, args: readonly string[]): Promise<string> =>
  (await git(place, args)).toString('utf8').replace(/\r?\n$/, '')

/** The top folder of the working tree. */
export const workingTree = (place: GitPlace): Promise<string> => line(place, ['rev-parse', '--show-toplevel'])

interface HooksPath {
  /** `local`, `worktree`, `global`, `system`, `command`. */
  readonly scope: string
  readonly value: string
}

/** `core.hooksPath` where it is set: `scope NUL value NUL` of `git config --show-scope -z`. */
const hooksPathOf = async (place: GitPlace): Promise<HooksPath | undefined> => {
  const out = await line(place, [
    'config',
    '--show-scope',
    '-z',
    '--type=path',
    '--default=',
    '--get',
    'core.hooksPath',
  ])
  const [scope = '', value = ''] = out.split('\0')
  return value === '' ? undefined : { scope, value }
}

const namesHusky = (top: string): boolean => {
  const file = path.join(top, 'package.json')
  const isFile = existsSync(file) && statSync(file).isFile()
  return isFile && /"husky"\s*:/.test(readFileSync(file, 'utf8'))
}

// husky 9 sets core.hooksPath to `.husky/_`, which it fills itself; the hooks people write stand in the folder above.
const huskyHooks = /^(.*\.husky)(?:\/_)?\/?$/s

const huskyDirectory = (top: string, effective: string, hooksPath: HooksPath | undefined): HooksDirectory => {
  const folder = huskyHooks.exec(hooksPath?.value ?? '')?.[1]
  const runs = folder === undefined || hooksPath === undefined ? {} : { huskyPath: hooksPath.value }
  return { kind: 'husky', directory: path.resolve(top, folder ?? '.husky'), effective, ...runs }
}

const gitDirectory = (effective: string, hooksPath: HooksPath | undefined): HooksDirectory => {
  if (hooksPath !== undefined && ['global', 'system'].includes(hooksPath.scope)) {
    throw new UserError(
      `core.hooksPath is ${hooksPath.value} for every repository (${hooksPath.scope} configuration), and leaktight ` +
        'does not edit hooks that all repositories share. Set it for this one first, for example with: ' +
        'git config --local core.hooksPath .githooks',
    )
  }
  return { kind: 'git', directory: effective, effective }
}

/** `/dev/null` or a file in the place of the folder: git then runs no hook at all. */
const mustBeFolder = (folder: string, hooksPath: HooksPath | undefined): void => {
  if (!existsSync(folder) || statSync(folder).isDirectory()) return
  const name = hooksPath === undefined ? folder : `core.hooksPath is ${hooksPath.value}, which`
  const remedy =
    hooksPath === undefined
      ? 'move it away first'
      : `set it to a folder, or remove it with: git config --${hooksPath.scope} --unset core.hooksPath`
  throw new UserError(`${name} is not a folder, so git runs no hook: ${remedy}`)
}

/** Where hooks of the repository belong; `wanted` decides where both husky and git's own would do. */
export const hooksDirectory = async (
  top: string,
  env: NodeJS.ProcessEnv,
  wanted?: HookKind,
): Promise<HooksDirectory> => {
  const place = { cwd: top, env }
  const hooksPath = await hooksPathOf(place)
  const isHusky = huskyHooks.test(hooksPath?.value ?? '')
  if (wanted === 'git' && isHusky) {
    throw new UserError(`core.hooksPath is ${hooksPath?.value}, so git runs husky's hooks: use --hooks husky`)
  }
  // Relative to the top of the working tree, where git runs the hooks.
  const effective = path.resolve(top, await line(place, ['rev-parse', '--git-path', 'hooks']))
  mustBeFolder(effective, hooksPath)
  const found = isHusky || existsSync(path.join(top, '.husky')) || namesHusky(top)
  return (wanted ?? (found ? 'husky' : 'git')) === 'husky'
    ? huskyDirectory(top, effective, hooksPath)
    : gitDirectory(effective, hooksPath)
}
