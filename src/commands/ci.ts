import { policyChangeRule } from '../checks/policy-change.ts'
import { type ObjectReader, openObjectReader } from '../git/blobs.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, isShallow, type RepositoryPlace } from '../git/repository.ts'
import { CannotCheckError } from '../model/errors.ts'
import { type Config, defaultConfig } from '../policy/config.ts'
import { examineChange } from './ci-examine.ts'
import { type CiRange, ciRange } from './ci-range.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { keysOf } from './keys.ts'
import { withMissedHistory } from './missed-history.ts'
import { ruleFolder, rulesOfRevision } from './rules-of-revision.ts'
import { configName, readConfig, type Setup, setUp } from './setup.ts'
import { type VerifyFlags, withVerification } from './verification.ts'

export interface CiFlags extends ScanFlags, VerifyFlags {
  readonly base?: string
  readonly head?: string
}

const configAt = async (reader: ObjectReader, revision: string): Promise<Config> => {
  const object = await reader.read(`${revision}:${configName}`)
  if (object?.bytes === undefined) return defaultConfig
  const { parseConfig } = await import('../policy/parse-config.ts')
  return parseConfig(Buffer.from(object.bytes).toString('utf8'), `${configName} (at ${revision.slice(0, 12)})`)
}

/** A change cannot allow itself: configuration and rules are those of the base revision. */
const setUpOfBase = async (
  invocation: Invocation,
  place: RepositoryPlace,
  reader: ObjectReader,
  { base, head }: CiRange,
  flags: CiFlags,
): Promise<Setup> => {
  const revision = base ?? head
  const config =
    flags.config === undefined
      ? await configAt(reader, revision)
      : await readConfig(invocation.cwd, place.root, flags.config)
  const folders = config.rules.paths.map((folder) => ruleFolder(place.root, folder))
  return setUp(place.root, config, flags, [policyChangeRule(folders)], rulesOfRevision(place, reader, revision))
}

const rangeAdvice = ({ base, head, from }: CiRange): string =>
  base === undefined
    ? `Looked at every commit up to ${head.slice(0, 12)}, and at its tree: ${from}.`
    : `Looked at the commits after ${base.slice(0, 12)} (from ${from}) up to ${head.slice(0, 12)}, and at its tree.`

/** `leaktight ci`: blobs and messages of a commit range and the head tree → engine → policy of the base → report. */
export const ciCommand = async (invocation: Invocation, flags: CiFlags): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const range = await ciRange(place, flags)
  if (range.base === undefined && (await isShallow(place))) {
    throw new CannotCheckError(
      `history is cut off (shallow clone) and no base is known (${range.from}): set fetch-depth: 0, or pass --base`,
    )
  }
  const reader = openObjectReader(place, defaultConfig.limits.holdBytes)
  try {
    const base = await setUpOfBase(invocation, place, reader, range, flags)
    const verification = await withVerification(base, invocation, flags)
    const { setup } = verification
    const keys = keysOf(invocation, place.root, setup, flags)
    const history = gitHistory(place, { reader })
    const change = { place, reader, range, setup, now: invocation.now, history, ...keys }
    const { examination, advice } = await examineChange(change)
    return await conclude('ci', withMissedHistory(examination, history), setup, invocation, flags, {
      whole: true,
      advice: () => [rangeAdvice(range), ...advice, ...verification.advice()],
    })
  } finally {
    await reader.close()
  }
}
