import type { Quiet } from '../engine/forerun.ts'

/** What a thread is started with. */
export interface Task {
  readonly artefact: Uint8Array
  /** Larger files are left alone. */
  readonly holdBytes: number
}

/** A file to look at. */
export interface Asked {
  readonly file: string | Uint8Array
  readonly path: string
}

/** One number a file: its bytes times two, and one more for binary content; -1 where something may be found. */
export interface Answers {
  readonly number: number
  readonly answers: Float64Array
}

export const written = (answers: readonly (Quiet | undefined)[]): Float64Array =>
  Float64Array.from(answers, (quiet) => (quiet === undefined ? -1 : quiet.bytes * 2 + (quiet.binary ? 1 : 0)))

export const read = (answers: Float64Array): (Quiet | undefined)[] =>
  Array.from(answers, (answer) =>
    answer < 0 ? undefined : { bytes: Math.floor(answer / 2), binary: answer % 2 === 1 },
  )
