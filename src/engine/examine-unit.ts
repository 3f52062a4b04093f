import { reasonOf } from '../model/errors.ts'
import type { Context, Document, Rule } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'
import { type Added, addedLines } from './added-lines.ts'
import { settle } from './candidates.ts'
import { decoded, encodingOf, isBinary, toUtf8 } from './decode.ts'
import { openDocument } from './document.ts'
import { findingsOf } from './findings.ts'
import type { Quiet } from './forerun.ts'
import { candidatesOf, concerns } from './hits.ts'
import { inlineAllowsOf } from './inline-allow.ts'
import { atBeginning } from './lines.ts'
import { overlappingPieces } from './pieces.ts'
import type { Run } from './run.ts'

// A spread into `push` overflows the stack where there are very many.
const append = <T>(list: T[], further: readonly T[]): void => {
  for (const item of further) list.push(item)
}

const everyLine: Added = () => true

/** Which lines are new, worked out only when there is something to say about them. */
const addedIn = (unit: Unit, content: Uint8Array) => async (): Promise<Added> => {
  const base = await unit.base?.()
  if (base === undefined) return everyLine
  const versions = [base, ...((await unit.otherBases?.()) ?? [])]
  return addedLines(
    versions.map((version) => toUtf8(version, encodingOf(version))),
    content,
  )
}

const asks = async (rule: Rule, path: string, context: Context): Promise<boolean> => {
  try {
    return rule.wants === undefined || (await rule.wants(path, context))
  } catch {
    return true // its check says why it cannot tell
  }
}

type Kind = Pick<Document, 'path' | 'binary' | 'whole'>

/** Whether no rule has anything to ask of a document in which nothing was found. Without its content: of its kind. */
const isQuiet = async (kind: Kind, { unkeyed, context }: Run, bytes?: Uint8Array): Promise<boolean> => {
  for (const { rule } of unkeyed) {
    if (!concerns(rule, kind) || (bytes !== undefined && rule.mayHit?.(bytes, kind.path) === false)) continue
    if (await asks(rule, kind.path, context)) return false
  }
  return true
}

const examineContent = async (unit: Unit, raw: Uint8Array, run: Run): Promise<void> => {
  const bytes = toUtf8(raw, encodingOf(raw))
  const part = { whole: true, first: true, binary: isBinary(bytes) }
  if (part.binary) run.binary++
  run.bytes += raw.length
  const search = run.search()
  const found = search.in(bytes)
  if (found.nothing && (await isQuiet({ path: unit.path, ...part }, run, bytes))) return
  const { countLines } = search.kernel
  const document = openDocument(unit, bytes, found, part)
  const allows = inlineAllowsOf(document, run.known, atBeginning)
  append(run.inlineAllows, allows)
  const candidates = settle(await candidatesOf(document, found, run), document, run.options.ciphertext)
  append(
    run.findings,
    await findingsOf(candidates, document, atBeginning, {
      allows,
      added: addedIn(unit, bytes),
      countLines,
      inquire: run.options.inquire,
    }),
  )
}

/** Reads a unit into memory that is used again and again; false where that is not large enough, or not free. */
const examineInArena = (unit: Unit, run: Run): Promise<boolean> =>
  run.search().kernel.borrow(async (arena) => {
    const length = unit.readInto?.(arena)
    if (length === undefined) return false
    await examineContent(unit, arena.subarray(0, length), run)
    return true
  })

const examineElsewhere = async (unit: Unit, run: Run): Promise<void> => {
  if (unit.size > run.options.limits.holdBytes) await examineInPieces(unit, run)
  else await examineContent(unit, await unit.bytes(), run)
}

async function* counted(chunks: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}

/** A unit too large to be held: its pieces overlap, and each piece answers for the hits that begin in its own part. */
const examineInPieces = async (unit: Unit, run: Run): Promise<void> => {
  for (const { rule } of run.rules) {
    if (rule.wholeOnly) run.tooLarge.set(rule.meta.id, (run.tooLarge.get(rule.meta.id) ?? 0) + 1)
  }
  let first = true
  const count = (bytes: number): void => {
    run.bytes += bytes
  }
  const { limits } = run.options
  const chunks = decoded(counted(unit.chunks(), count))
  const search = run.search()
  const { countLines } = search.kernel
  for await (const piece of overlappingPieces(chunks, countLines, limits.cut)) {
    const part = { whole: false, first, binary: isBinary(piece.bytes) }
    if (first && part.binary) run.binary++
    first = false
    const found = search.in(piece.bytes)
    if (found.nothing && (await isQuiet({ path: unit.path, ...part }, run))) continue
    const document = openDocument(unit, piece.bytes, found, part)
    // Settled with what stands beside it in the next piece, so that no pair is cut in two.
    const settled = settle(await candidatesOf(document, found, run), document, run.options.ciphertext)
    const candidates = settled.filter(({ hit }) => {
      const at = hit.span?.start ?? 0
      return at >= piece.ownStart && at < piece.ownEnd
    })
    const allows = inlineAllowsOf(document, run.known, piece.start)
    append(run.inlineAllows, allows)
    append(
      run.findings,
      await findingsOf(candidates, document, piece.start, {
        allows,
        added: async () => everyLine,
        countLines,
        inquire: run.options.inquire,
      }),
    )
  }
}

const sayings = ({ findings, inlineAllows, errors }: Run): number =>
  findings.length + inlineAllows.length + errors.length

const lookAt = async (unit: Unit, run: Run): Promise<void> => {
  const before = { said: sayings(run), binary: run.binary }
  try {
    if (unit.readInto === undefined || !(await examineInArena(unit, run))) await examineElsewhere(unit, run)
    run.units++
    unit.settled?.({ quiet: sayings(run) === before.said, binary: run.binary > before.binary })
  } catch (error) {
    run.errors.push({ path: unit.path, reason: reasonOf(error) })
  }
}

/** Looks at one unit with every rule of the run; at one that a forerunner found quiet, only where a rule asks for it. */
export const examineUnit = async (unit: Unit, quiet: Quiet | undefined, run: Run): Promise<void> => {
  if (quiet === undefined) return lookAt(unit, run)
  if (!(await isQuiet({ path: unit.path, binary: quiet.binary, whole: true }, run))) return lookAt(unit, run)
  run.units++
  run.bytes += quiet.bytes
  if (quiet.binary) run.binary++
  unit.settled?.({ quiet: true, binary: quiet.binary })
}
