import { join, relative } from 'node:path'
import { indexEntry, stagedIdOf, stagePath } from '../git/index-entry.ts'
import type { GitPlace } from '../git/run.ts'
import { reasonOf } from '../model/errors.ts'
import type { Finding } from '../model/finding.ts'
import type { SealTarget } from '../reporters/seal-report.ts'
import { type ByHand, byHand } from '../seal/by-hand.ts'
import { type Fault, faultOf } from '../seal/fault.ts'
import { type Mendable, mend } from '../seal/mend.ts'
import { type Erased, Failed, Refused } from '../seal/outcome.ts'
import { hasMetadata } from '../sops/has-metadata.ts'
import { isAbsent, readRegular } from '../sources/files.ts'
import { benchOf, findLastGood, findRecipe, fromHere } from './seal-bench.ts'
import type { Flagged, SealScope } from './seal-findings.ts'

/** A flagged file as it lies there. */
interface Patient {
  readonly scope: SealScope
  readonly path: string
  readonly fault: Fault
  /** Of the working tree; empty where it has no such file. */
  readonly bytes: Buffer
  /** The id of the index entry, where a rule flags it. */
  readonly flaggedEntry: string | undefined
  /** The index holds what the working tree does. */
  readonly held: boolean
}

const atTop = ({ place }: SealScope): GitPlace => ({ ...place, cwd: place.root })

const bytesOn = ({ place, setup }: SealScope, path: string): Buffer => {
  try {
    return readRegular(join(place.root, path), setup.config.limits.holdBytes)
  } catch (error) {
    if (isAbsent(error)) return Buffer.alloc(0)
    throw error
  }
}

const patientOf = async (scope: SealScope, { path, worktree, index }: Flagged): Promise<Patient> => {
  const bytes = bytesOn(scope, path)
  const text = bytes.toString('utf8')
  const encrypted = await hasMetadata(path, text)
  const condition = { encrypted, empty: text.trim() === '' }
  const rules = new Set(worktree.map(({ rule }) => rule))
  const fault = worktree.length > 0 ? faultOf(rules, condition) : encrypted ? 'index' : 'other'
  const entry = await indexEntry(atTop(scope), path)
  const held = entry !== undefined && entry.oid === (await stagedIdOf(atTop(scope), path, bytes))
  const flagged = index.length > 0 || (held && worktree.length > 0)
  return { scope, path, fault, bytes, held, flaggedEntry: flagged ? entry?.oid : undefined }
}

const mendables: ReadonlySet<Fault> = new Set<Mendable>(['plain', 'leaves', 'trailing'])
const isMendable = (fault: Fault): fault is Mendable => mendables.has(fault)

/** What is said of a file whatever becomes of it. */
const headOf = ({ path, fault }: Patient, findings: readonly Finding[]) => {
  const line = findings.find(({ region }) => region !== undefined)?.region?.startLine
  return {
    path,
    fault,
    rules: [...new Set(findings.map(({ rule }) => rule))],
    ...(line === undefined ? {} : { line }),
    message: findings[0]?.message ?? '',
  }
}

const handOf = async ({ scope, path, fault, bytes, flaggedEntry }: Patient): Promise<ByHand> => {
  const { recipe, ownConfig } = await findRecipe(scope, path)
  let lastGood: Promise<string | undefined> | undefined
  return byHand({
    path,
    fault,
    shown: fromHere(scope, path),
    top: relative(scope.invocation.cwd, scope.place.root),
    staged: flaggedEntry !== undefined,
    text: bytes.toString('utf8'),
    recipe,
    ownConfig,
    lastGood: () => {
      lastGood ??= findLastGood(scope, path)
      return lastGood
    },
  })
}

const remediesOf = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(findings.map(({ remedy }) => remedy)),
]

/** What else is wrong: of each further rule the first message. */
const furtherMessages = (findings: readonly Finding[]): readonly string[] => {
  const firsts = new Map(findings.toReversed().map(({ rule, message }) => [rule, message]))
  firsts.delete(findings[0]?.rule ?? '')
  return [...firsts.values()].map((message) => `${message}.`)
}

const guardStaging = ({ fault, flaggedEntry, held }: Patient): void => {
  if (fault !== 'index' && flaggedEntry !== undefined && !held)
    throw new Refused(
      'is staged with other content than the working tree has, so nobody can tell which one is meant; stage or restore one of them first',
    )
}

const stage = async ({ scope, path, fault }: Patient, content: Buffer): Promise<void> => {
  const done = fault === 'index' ? 'was not staged' : 'is mended, but could not be staged'
  try {
    await stagePath(atTop(scope), path)
    const entry = await indexEntry(atTop(scope), path)
    if (entry?.oid === (await stagedIdOf(atTop(scope), path, content))) return
  } catch (error) {
    throw new Failed(`${done}: ${reasonOf(error)}`)
  }
  throw new Failed(`${done}: the index holds something else than the working tree`)
}

interface Done {
  readonly staged: boolean
  readonly erased?: Erased
}

const work = async (patient: Patient): Promise<Done> => {
  const { scope, path, fault, bytes, flaggedEntry } = patient
  guardStaging(patient)
  if (!isMendable(fault)) {
    await stage(patient, bytes)
    return { staged: true }
  }
  const { content, erased } = await mend(path, fault, bytes, benchOf(scope))
  if (flaggedEntry !== undefined) await stage(patient, content)
  return { staged: flaggedEntry !== undefined, erased }
}

const objectOf = async ({ scope, path, flaggedEntry }: Patient) => {
  if (flaggedEntry === undefined) return {}
  const committed = (await scope.reader.read(`HEAD:${path}`))?.oid === flaggedEntry
  return { object: { oid: flaggedEntry, committed } }
}

const none = { commands: [], advice: [] } as const

/** What is to be done about a flagged file, or, with `fix`, what was done. */
export const sealFile = async (scope: SealScope, flagged: Flagged, fix: boolean): Promise<SealTarget> => {
  const patient = await patientOf(scope, flagged)
  const findings = flagged.worktree.length > 0 ? flagged.worktree : flagged.index
  const { fault } = patient
  const fixable = fault === 'index' || (isMendable(fault) && (await isPossible(patient)))
  const head = { ...headOf(patient, findings), fixable, staged: false }
  const hand = async (): Promise<ByHand> => {
    const { commands, advice } = await handOf(patient)
    if (fault === 'damaged') return { commands, advice: [...furtherMessages(findings), ...advice] }
    return { commands, advice: fault === 'other' ? remediesOf(findings) : advice }
  }
  if (!fix || !fixable) return { ...head, status: 'flagged', ...(await hand()) }
  const object = await objectOf(patient)
  try {
    return { ...head, status: 'mended', ...none, ...(await work(patient)), ...object }
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Failed)) throw error
    const status = error instanceof Refused ? 'refused' : 'failed'
    return { ...head, status, reason: error.message, ...(await hand()) }
  }
}

/** Without recipients nothing can be encrypted. */
const isPossible = async ({ scope, path, fault }: Patient): Promise<boolean> =>
  fault !== 'plain' || (await findRecipe(scope, path)).recipe !== undefined
