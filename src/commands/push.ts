import { openObjectReader } from '../git/blobs.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { isNullOid } from '../git/raw-changes.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import { commitOf } from '../git/revisions.ts'
import { trackingTips } from '../git/tracking.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { examinePush } from './push-examine.ts'
import { isDeletion, parseRefLines, type RefLine } from './ref-lines.ts'
import { setUpHere } from './setup.ts'

/**
 * What the other side has: the old values that git has just heard of, and the tracking branches that do not contradict
 * them. One that does is out of date, and what it leads to may have been purged over there.
 */
const commitsThere = async (place: RepositoryPlace, remote: string, lines: readonly RefLine[]): Promise<string[]> => {
  const told = await Promise.all(
    lines.map(({ remoteOid }) => (isNullOid(remoteOid) ? undefined : commitOf(place, remoteOid))),
  )
  const tips = remote === '' ? [] : await trackingTips(place, remote)
  const current = tips.filter(({ remoteRef, oid }) =>
    lines.every((line) => line.remoteRef !== remoteRef || line.remoteOid === oid),
  )
  const oids = [...told.filter((oid) => oid !== undefined), ...current.map(({ oid }) => oid)]
  return [...new Set(oids)].map((oid) => `^${oid}`)
}

const readAll = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** `leaktight push`: every blob and message of every commit, and every tag, that is pushed → engine → policy → report. */
export const pushCommand = async (invocation: Invocation, remote: string, flags: ScanFlags): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const lines = parseRefLines(await readAll(invocation.stdin))
  const setup = await setUpHere(invocation, place.root, flags)
  const there = await commitsThere(place, remote, lines)
  const reader = openObjectReader(place, setup.config.limits.holdBytes)
  try {
    const history = gitHistory(place, { exact: true, reader })
    const oids = [...new Set(lines.filter((line) => !isDeletion(line)).map(({ localOid }) => localOid))]
    const examination = await examinePush({ place, reader, setup, now: invocation.now, history, there }, oids)
    return await conclude('push', examination, setup, invocation, flags, { whole: false })
  } finally {
    await reader.close()
  }
}
