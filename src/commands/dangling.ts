import { inGitObject, leftoverKeyTree, leftoverMeta, summariseObjects } from '../checks/leftovers/index.ts'
import { valueLeftover } from '../checks/sops-decrypted/value-leftover.ts'
import { examine } from '../engine/examine.ts'
import type { ObjectReader } from '../git/blobs.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { asideObjects, type Reach, reachOfUnreachable, type Unreachable, unreachableBlobs } from '../git/unreached.ts'
import { CannotCheckError } from '../model/errors.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import { danglingSource } from '../sources/dangling.ts'
import { contentRules, nothing } from './leftovers.ts'
import type { Setup } from './setup.ts'

// Where history was read, that has told which.
const damage = { path: '(git objects)', reason: 'the store lacks objects or is damaged: run git fsck' }

const oidOf = ({ origin }: Finding): string => origin.oid ?? ''

/** Adds to findings in objects that no branch leads to what leads there, and the commands that remove them. */
const located = async (
  place: RepositoryPlace,
  findings: readonly Finding[],
  unreachable: ReadonlySet<string>,
  aside: ReadonlyMap<string, Reach>,
): Promise<Finding[]> => {
  const found = new Set(findings.map(oidOf))
  const asked = [...found].filter((oid) => unreachable.has(oid) && !aside.has(oid))
  const reached = await reachOfUnreachable(place, asked)
  return findings.map((finding) => {
    const reach = aside.get(oidOf(finding)) ?? reached.get(oidOf(finding))
    return reach === undefined ? finding : inGitObject(finding, reach)
  })
}

/** What git was asked of blobs that no branch leads to. */
export type DanglingBlobs = Promise<readonly [Unreachable, ReadonlyMap<string, Reach>]>

/** Starts to ask, while other things are looked at. */
export const askForDangling = (place: RepositoryPlace): DanglingBlobs => {
  const atTop = { ...place, cwd: place.root }
  const asked = Promise.all([unreachableBlobs(atTop), asideObjects(atTop)])
  asked.catch(() => {}) // told where the answer is used
  return asked
}

/**
 * Plaintext in blobs that no branch leads to: left by `git add` before encryption, by amended commits, in the stash, in
 * a cache of textconv. `known` was found in the same blobs by reading all of history, and is told with its remedy.
 */
export const withDangling = async (
  asked: DanglingBlobs,
  place: RepositoryPlace,
  reader: ObjectReader,
  setup: Setup,
  context: Context,
  known: readonly Examination[],
): Promise<readonly Examination[]> => {
  if (!setup.wanted(leftoverMeta.id)) return known
  try {
    const [{ blobs, damaged }, aside] = await asked
    const unreachable = new Set(blobs)
    const seen = new Set(known.flatMap(({ findings }) => findings.map(oidOf)))
    const source = danglingSource(
      place,
      reader,
      [...new Set([...blobs, ...aside.keys()])].filter((oid) => !seen.has(oid)),
    )
    const opening = context.keys === undefined ? [] : [valueLeftover]
    const rules = [...contentRules(setup.allRules), leftoverKeyTree, ...opening]
    const examination = await examine(source, rules, context, setup.examineOptions)
    const found = await located(place, summariseObjects(examination.findings), unreachable, aside)
    const told = known.map(async (each) => ({
      ...each,
      findings: await located(place, each.findings, unreachable, aside),
    }))
    return [
      ...(await Promise.all(told)),
      {
        ...examination,
        findings: found,
        errors: [...examination.errors, ...(damaged && known.length === 0 ? [damage] : [])],
        units: 0,
        bytes: 0,
        binary: 0,
        inlineAllows: [],
      },
    ]
  } catch (error) {
    if (!(error instanceof CannotCheckError)) throw error
    return [...known, { ...nothing, errors: [{ path: '(git objects)', reason: error.message }] }]
  }
}
