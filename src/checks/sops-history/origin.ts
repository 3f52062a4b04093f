import type { Context, Document, History } from '../../model/rule.ts'
import { macTime } from '../../sops/mac-scope.ts'
import { type Comparison, compared, nothing } from './compare.ts'
import { isSameSeal, type Opened, type Origin, opened, openedBytes, originAmong } from './opened.ts'

/** What history proves about a document, and the version that proves it. */
export interface Judgement extends Comparison {
  /** What SOPS wrote under the same `mac`. */
  readonly origin?: Origin
  /** Versions with the same `mac` that the change replaces. */
  readonly replaced: readonly Opened[]
}

const unknown: Judgement = { ...nothing, replaced: [] }

let latest: { document: Document; judgement: Promise<Judgement> } | undefined

/** What history proves about an encrypted file; asked by several rules in a row. */
export const judgementOf = (document: Document, context: Context): Promise<Judgement> => {
  if (latest?.document !== document) latest = { document, judgement: judged(document, context) }
  return latest.judgement
}

const judged = async (document: Document, context: Context): Promise<Judgement> => {
  const now = await opened(document.path, document.text)
  if (now === undefined) return unknown
  if (document.unit.base === undefined) return byOrigin(document, now, context)
  const bases = await basesOf(document)
  return bases.length === 0 ? ofNewPath(document, now, context) : ofChange(document, now, bases, context)
}

/** The versions before the change, of every parent. */
const basesOf = async ({ unit }: Document): Promise<readonly Uint8Array[]> => {
  const first = await unit.base?.()
  return [...(first === undefined ? [] : [first]), ...((await unit.otherBases?.()) ?? [])]
}

/** Searched for as text, so that an ordinary edit costs no second file to parse. */
const holds = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text)

const ofChange = async (
  document: Document,
  now: Opened,
  bases: readonly Uint8Array[],
  context: Context,
): Promise<Judgement> => {
  const replaced = await openedAll(
    document.path,
    bases.filter((base) => holds(base, now.mac)),
  )
  if (replaced.length === 0) return ofNewMac(document, now, bases, context)
  for (const base of replaced) if (isSame(await compared(now, base))) return { ...nothing, replaced }
  const origin = await originOf(document, now, context, true)
  const [base] = replaced
  const written = origin ?? base
  return { ...(written === undefined ? nothing : await compared(now, written)), ...known(origin), replaced }
}

const openedAll = async (path: string, versions: readonly Uint8Array[]): Promise<readonly Opened[]> => {
  const all: Opened[] = []
  for (const version of versions) {
    const file = await openedBytes(path, version)
    if (file !== undefined) all.push(file)
  }
  return all
}

const isSame = ({ broken, damaged }: Comparison): boolean => broken.length + damaged.length === 0

const known = (origin: Origin | undefined): { origin?: Origin } => (origin === undefined ? {} : { origin })

/** A new `mac` is an ordinary edit, unless the time did not change with it. */
const ofNewMac = async (
  document: Document,
  now: Opened,
  bases: readonly Uint8Array[],
  context: Context,
): Promise<Judgement> => {
  const { lastmodified } = now.file.metadata
  if (lastmodified === undefined) return unknown
  const suspects = await openedAll(
    document.path,
    bases.filter((base) => holds(base, lastmodified)),
  )
  const suspect = suspects.find(({ file }) => file.metadata.lastmodified === lastmodified)
  if (suspect === undefined) return unknown
  const isDamage = isSameSeal(suspect.mac, now.mac)
  const origin = await originOf(document, now, context, true)
  const comparison = isDamage || origin !== undefined ? await compared(now, origin ?? suspect) : nothing
  if (isDamage || !isSame(comparison)) return { ...comparison, ...known(origin), replaced: [] }
  return (await isStale(document.path, suspect.macIv, lastmodified, context.history))
    ? { ...staleMac, ...known(origin), replaced: [] }
    : unknown
}

const staleMac: Comparison = {
  broken: [{ words: 'its mac was changed and lastmodified, which SOPS writes with it, was not' }],
  damaged: [],
}

/** Another `mac` with this time was committed after the second that the time names, so none was written after that. */
const isStale = async (
  path: string,
  macIv: string,
  lastmodified: string,
  history: History | undefined,
): Promise<boolean> => {
  const time = Date.parse(lastmodified)
  const versions = await history?.versions?.(macIv, path, { ...since(lastmodified), complete: true })
  const committed = Math.min(...(versions ?? []).map(({ date }) => date.getTime()))
  return Number.isFinite(committed) && committed >= time + 1000
}

/** A file that was moved in the same change is compared with what it was; any other is looked for in history. */
const ofNewPath = async (document: Document, now: Opened, context: Context): Promise<Judgement> => {
  const moved: Uint8Array[] = []
  for (const removed of document.unit.removed ?? []) {
    const bytes = await removed.bytes()
    if (bytes !== undefined && holds(bytes, now.mac)) moved.push(bytes)
  }
  if (moved.length > 0) return ofChange(document, now, moved, context)
  return byOrigin(document, now, context)
}

const byOrigin = async (document: Document, now: Opened, context: Context): Promise<Judgement> => {
  const origin = await originOf(document, now, context, false)
  if (origin === undefined) return unknown
  if (!isSame(await compared(now, origin))) return byOldest(document, now, context)
  return (await isStaleOrigin(document, origin, context))
    ? { ...staleMac, origin, replaced: [origin] }
    : { ...nothing, origin, replaced: [origin] }
}

/** Of a history that is cut off, the oldest version may be the broken one, and this one what SOPS wrote. */
const byOldest = async (document: Document, now: Opened, context: Context): Promise<Judgement> => {
  const origin = await originOf(document, now, context, true)
  return origin === undefined ? unknown : { ...(await compared(now, origin)), origin, replaced: [origin] }
}

/** The same for a version of which only history knows what it replaced. */
const isStaleOrigin = async (document: Document, { version }: Origin, { history }: Context): Promise<boolean> => {
  if (document.unit.base !== undefined) return false
  const { lastmodified, before, path } = version
  if (lastmodified === undefined) return false
  const stale = before.find((seal) => macTime(seal.lastmodified ?? '') === macTime(lastmodified))
  return stale !== undefined && stale.macIv !== '' && (await isStale(path, stale.macIv, lastmodified, history))
}

const originOf = async (
  { path }: Document,
  now: Opened,
  { history, now: clock }: Context,
  complete: boolean,
): Promise<Origin | undefined> => {
  const query = since(now.file.metadata.lastmodified, clock())
  const versions = await history?.versions?.(now.macIv, path, { ...query, ...(complete ? { complete } : {}) })
  return versions === undefined ? undefined : originAmong(versions, now)
}

/** No commit holds a file before it was written. A time that cannot be true says nothing. */
const since = (lastmodified: string | undefined, before?: Date): { since?: Date } => {
  const time = new Date(lastmodified ?? '')
  return Number.isNaN(time.getTime()) || (before !== undefined && time > before) ? {} : { since: time }
}
