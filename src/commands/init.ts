import { chmod, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { reasonOf, UserError } from '../model/errors.ts'
import { closing } from './init/closing.ts'
import { type HookName, hookBlock, hookNames } from './init/hook-block.ts'
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

// Whoever may read a hook may run it: git passes over one that is not executable. husky 9 starts ours through sh.
const modeOf = (old: number | undefined, { directory, effective }: HooksDirectory): number => {
  if (old === undefined) return newHook
  return directory === effective ? old | ((old & 0o444) >> 2) : old
}

const hookStep = async (place: HooksDirectory, hook: HookName): Promise<Step> => {
  const file = path.join(place.directory, hook)
  const old = await existing(file)
  const insertion: Insertion =
    old?.link === true
      ? { did: 'refused', why: 'it is a symbolic link, and its target may serve others too' }
      : insertBlock(old?.text, hookBlock(hook))
  return { file, insertion, mode: modeOf(old?.mode, place), hook }
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

/** A folder that is a file, or may not be written, is for the caller to change. */
const namingTrouble = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new UserError(`init: ${reasonOf(error)}`)
    throw error
  }
}

const wire = async (place: HooksDirectory, top: string, dryRun: boolean): Promise<Step[]> => {
  const steps: Step[] = []
  for (const hook of hookNames) steps.push(await hookStep(place, hook))
  steps.push(await configStep(top))
  if (!dryRun) for (const step of steps) await carryOut(step)
  return steps
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
  const steps = await namingTrouble(wire(place, top, dryRun))
  const refused = steps.some(({ insertion }) => insertion.did === 'refused')
  const text = [...steps.map((step) => reportOf(top, step)), closing(place, refused, dryRun)].join('')
  return { text, exitCode: refused ? 2 : 0 }
}
