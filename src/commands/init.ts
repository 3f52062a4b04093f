import { chmod, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../model/errors.ts'
import { type HookName, hookBlock } from './init/hook-block.ts'
import { type HookKind, type HooksDirectory, hooksDirectory, workingTree } from './init/hooks-directory.ts'
import { type Insertion, insertBlock } from './init/insert-block.ts'
import { sampleConfig } from './init/sample-config.ts'

export interface InitInput {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean
  /** Absent: husky where the repository uses it, else git's own hooks. */
  readonly hooks?: HookKind
}

interface Step {
  readonly file: string
  readonly insertion: Insertion
  readonly mode: number
  readonly hook?: HookName
}

const newHook = 0o755

const existing = async (file: string): Promise<{ text: string; mode: number; link: boolean } | undefined> => {
  try {
    const stats = await lstat(file)
    if (stats.isSymbolicLink()) return { text: '', mode: 0, link: true }
    if (!stats.isFile()) throw new UserError(`${file} is not a file; move it away first`)
    return { text: await readFile(file, 'latin1'), mode: stats.mode & 0o777, link: false }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

// Whoever may read a hook may run it: git passes over one that is not executable. husky starts its own through sh.
const modeOf = (old: number | undefined, kind: HookKind): number => {
  if (old === undefined) return newHook
  return kind === 'husky' ? old : old | ((old & 0o444) >> 2)
}

const hookStep = async ({ directory, kind }: HooksDirectory, hook: HookName): Promise<Step> => {
  const file = path.join(directory, hook)
  const old = await existing(file)
  const insertion: Insertion =
    old?.link === true
      ? { did: 'refused', why: 'it is a symbolic link, and its target may serve others too' }
      : insertBlock(old?.text, hookBlock(hook))
  return { file, insertion, mode: modeOf(old?.mode, kind), hook }
}

const configStep = async (top: string): Promise<Step> => {
  const file = path.join(top, '.leaktight.yaml')
  const old = await existing(file)
  const insertion: Insertion = { did: old === undefined ? 'created' : 'unchanged', text: sampleConfig }
  return { file, insertion, mode: 0o644 }
}

const carryOut = async ({ file, insertion, mode, hook }: Step): Promise<void> => {
  if (insertion.did === 'refused') return
  if (insertion.did !== 'unchanged') {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, insertion.text, { encoding: 'latin1', mode })
  }
  if (hook !== undefined) await chmod(file, mode)
}

const words: Readonly<Record<Insertion['did'], string>> = {
  created: 'created',
  added: 'added before what was there',
  updated: 'brought up to date',
  unchanged: 'already there, unchanged',
  refused: 'not touched',
}

const reportOf = (top: string, { file, insertion, hook }: Step): string => {
  const inside = path.relative(top, file)
  const line = `${inside.startsWith('..') ? file : inside}: ${words[insertion.did]}\n`
  if (insertion.did !== 'refused') return line
  const call = hook === 'pre-push' ? 'leaktight push "$@", with its standard input' : 'leaktight staged'
  return `${line}  ${insertion.why}.\n  Let it run ${call} first, and stop when that fails.\n`
}

const closing = ({ active }: HooksDirectory, refused: boolean, dryRun: boolean): string => {
  if (dryRun) return 'Nothing was written (--dry-run).\n'
  if (refused) return 'Not every commit and push is checked yet: see above.\n'
  if (!active) return 'git does not run the hooks of husky yet: run npx husky.\n'
  return 'Every commit and every push in this repository is checked from now on.\n'
}

/** Puts leaktight into the hooks of a repository, before what is there, and writes a configuration where none is. */
export const initCommand = async ({
  cwd,
  env,
  dryRun,
  hooks,
}: InitInput): Promise<{ text: string; exitCode: number }> => {
  const top = await workingTree({ cwd, env })
  const place = await hooksDirectory(top, env, hooks)
  const steps = [await hookStep(place, 'pre-commit'), await hookStep(place, 'pre-push'), await configStep(top)]
  if (!dryRun) for (const step of steps) await carryOut(step)
  const refused = steps.some(({ insertion }) => insertion.did === 'refused')
  const text = [...steps.map((step) => reportOf(top, step)), closing(place, refused, dryRun)].join('')
  return { text, exitCode: refused ? 2 : 0 }
}
