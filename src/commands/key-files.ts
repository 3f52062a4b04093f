import { relative } from 'node:path'
import { faultsOf, type KeyFile, type KeyFileFault, keyfileMetas } from '../checks/keyfiles/index.ts'
import { fingerprintOf } from '../engine/fingerprint.ts'
import { isIgnored } from '../git/ignored.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { trackingOf } from '../git/tracked.ts'
import { reasonOf } from '../model/errors.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { ReadFailure } from '../model/unit.ts'
import { type KeyFileFacts, type KeyPlace, keyPlaces, lookAtKeyFile } from '../sources/machine/key-files.ts'
import type { Invocation } from './invocation.ts'
import type { Setup } from './setup.ts'

const nothing: Omit<Examination, 'asked' | 'notRun'> = {
  findings: [],
  units: 0,
  bytes: 0,
  binary: 0,
  passed: new Map(),
  tooLarge: [],
  errors: [],
  inlineAllows: [],
}

/** Private keys of the user and of sops-nix, judged by what the file system tells of them. */
export const keyFileFindings = async (
  invocation: Invocation,
  setup: Setup,
  place: RepositoryPlace,
): Promise<Examination> => {
  const { uid, env, cwd } = invocation
  const ids = keyfileMetas.map(({ id }) => id).filter((id) => setup.wanted(id))
  const asked = new Set(ids)
  if (uid === undefined) {
    const notRun = ids.map((rule) => ({ rule, reason: 'files have no owner on this system' }))
    return { ...nothing, asked, notRun }
  }
  const findings: Finding[] = []
  const errors: ReadFailure[] = []
  for (const keyPlace of asked.size === 0 ? [] : keyPlaces(env, cwd)) {
    const facts = await factsOf(keyPlace, place)
    if (facts === undefined) continue
    if ('reason' in facts) errors.push(facts)
    else
      for (const fault of faultsOf(facts, uid)) if (asked.has(fault.meta.id)) findings.push(await finding(facts, fault))
  }
  return { ...nothing, asked, notRun: [], findings, errors }
}

const factsOf = async (keyPlace: KeyPlace, place: RepositoryPlace): Promise<KeyFile | ReadFailure | undefined> => {
  const facts = lookAtKeyFile(keyPlace)
  if (facts === undefined || 'reason' in facts) return facts
  try {
    const tracking = keyPlace.kind === 'ssh' ? 'elsewhere' : await trackingIn(place, facts)
    return { ...facts, kind: keyPlace.kind, tracking }
  } catch (error) {
    return { path: facts.path, reason: reasonOf(error) }
  }
}

const trackingIn = async (place: RepositoryPlace, { real }: KeyFileFacts): Promise<KeyFile['tracking']> => {
  if ((await trackingOf(Buffer.from(real), place.env)) === 'tracked') return 'tracked'
  const inside = real.startsWith(`${place.root}/`) && !real.startsWith(`${place.gitDir}/`)
  if (!inside) return 'elsewhere'
  return (await isIgnored({ ...place, cwd: place.root }, relative(place.root, real))) ? 'elsewhere' : 'not-ignored'
}

const finding = async ({ path }: KeyFile, { meta, severity, message }: KeyFileFault): Promise<Finding> => ({
  rule: meta.id,
  severity,
  status: 'open',
  path,
  origin: { from: 'machine' },
  message,
  fingerprint: await fingerprintOf(meta.id, path, message),
  remedy: meta.remedy,
})
