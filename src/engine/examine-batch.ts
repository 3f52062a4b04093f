import type { Batch } from '../model/unit.ts'
import { examineUnit } from './examine-unit.ts'
import type { Run } from './run.ts'
import type { Search } from './search.ts'

/** Marks the contents in which something stands, of pairs that ascend. What lies between contents belongs to none. */
const markFound = (marks: Uint8Array, pairs: Uint32Array, spans: Batch['spans']): void => {
  let index = 0
  for (let at = 0; at < pairs.length; at += 2) {
    const offset = pairs[at] as number
    for (let span = spans[index]; span !== undefined && span.start + span.size <= offset; span = spans[index]) index++
    const span = spans[index]
    if (span !== undefined && span.start <= offset) marks[index] = 1
  }
}

const isUtf16 = (first: number | undefined, second: number | undefined): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

/** Marks the contents that must be decoded before anything can be said: those with a NUL or the mark of UTF-16. */
const markEncoded = (marks: Uint8Array, { buffer, spans }: Batch): void => {
  let nul = -1
  for (const [index, { start, size }] of spans.entries()) {
    if (nul < start) nul = buffer.indexOf(0, start)
    if (nul === -1) nul = Number.POSITIVE_INFINITY
    if (nul < start + size || (size > 1 && isUtf16(buffer[start], buffer[start + 1]))) marks[index] = 1
  }
}

/** Which units of a batch have to be looked at: one search over all of them leaves few. */
const marked = (batch: Batch, search: Search): Uint8Array => {
  const { buffer, spans } = batch
  const marks = new Uint8Array(spans.length)
  const last = spans.at(-1)
  const end = last === undefined ? 0 : last.start + last.size
  markFound(marks, search.kernel.scan(buffer.subarray(0, end)), spans)
  markEncoded(marks, batch)
  return marks
}

/** Whether a rule without keywords has anything to ask of a content in which nothing stands. */
const mayHit = (batch: Batch, index: number, { unkeyed }: Run): boolean => {
  if (unkeyed.length === 0) return false
  const { start, size } = batch.spans[index] ?? { start: 0, size: 0 }
  const bytes = batch.buffer.subarray(start, start + size)
  return unkeyed.some(({ rule }) => rule.mayHit?.(bytes, batch.path(index)) !== false)
}

/** Looks at every unit of a batch with every rule of the run. */
export const examineBatch = async (batch: Batch, run: Run): Promise<void> => {
  const tells = run.unkeyed.every(({ rule }) => rule.mayHit !== undefined)
  const marks = tells ? marked(batch, run.search()) : undefined
  for (const [index, { size }] of batch.spans.entries()) {
    if (marks === undefined || marks[index] === 1 || mayHit(batch, index, run))
      await examineUnit(batch.unit(index), undefined, run)
    else {
      run.units++
      run.bytes += size
      batch.settled?.(index, { quiet: true, binary: false })
    }
  }
}
