import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type GitPlace, git } from '../../git/run.ts'
import { UserError } from '../../model/errors.ts'

export type HookKind = 'husky' | 'git'

export interface HooksDirectory {
  readonly kind: HookKind
  /** Absolute. */
  readonly directory: string
  /** Whether git runs hooks from there as things stand. */
  readonly active: boolean
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
  return existsSync(file) && /"husky"\s*:/.test(readFileSync(file, 'utf8'))
}

// husky 9 sets core.hooksPath to `.husky/_`, which it fills itself; the hooks people write stand in the folder above.
const huskyHooks = /^(.*\.husky)(?:\/_)?\/?$/s

const huskyDirectory = (top: string, hooksPath: HooksPath | undefined): HooksDirectory => {
  const folder = huskyHooks.exec(hooksPath?.value ?? '')?.[1]
  return { kind: 'husky', directory: path.resolve(top, folder ?? '.husky'), active: folder !== undefined }
}

const gitDirectory = async (place: GitPlace, hooksPath: HooksPath | undefined): Promise<HooksDirectory> => {
  if (hooksPath !== undefined && ['global', 'system'].includes(hooksPath.scope)) {
    throw new UserError(
      `core.hooksPath is ${hooksPath.value} for every repository (${hooksPath.scope} configuration), and leaktight ` +
        'does not edit hooks that all repositories share. Set it for this one first, for example with: ' +
        'git config --local core.hooksPath .githooks',
    )
  }
  // Relative to the top of the working tree, where git runs the hooks.
  const answer = await line(place, ['rev-parse', '--git-path', 'hooks'])
  return { kind: 'git', directory: path.resolve(place.cwd, answer), active: true }
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
  const found = isHusky || existsSync(path.join(top, '.husky')) || namesHusky(top)
  return (wanted ?? (found ? 'husky' : 'git')) === 'husky'
    ? huskyDirectory(top, hooksPath)
    : gitDirectory(place, hooksPath)
}
