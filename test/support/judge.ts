import { builtin } from '../../src/commands/builtin-rules.ts'
import { examine } from '../../src/engine/examine.ts'
import type { Finding, NotRun } from '../../src/model/finding.ts'
import type { Rule } from '../../src/model/rule.ts'
import type { ReadFailure, Source } from '../../src/model/unit.ts'
import { encSpans } from '../../src/sops/enc.ts'
import { bytesOf, type ContextOptions, contextOf, unitOf } from './document.ts'

/** What the engine says about one document in memory. */
export interface Judgement {
  readonly findings: readonly Finding[]
  readonly errors: readonly ReadFailure[]
  readonly notRun: readonly NotRun[]
}

export interface JudgeOptions extends ContextOptions {
  /** The rules to ask; left out, all of the package that look at content. */
  readonly rules?: readonly Rule[]
}

const options = {
  limits: { holdBytes: 32 * 1024 * 1024 },
  ciphertext: encSpans,
} as const

/** Looks at a text as `scan` would, with the repository's other files in memory. */
export const judge = async (
  path: string,
  content: string | Uint8Array,
  { rules = builtin().rules, ...about }: JudgeOptions = {},
): Promise<Judgement> => {
  const source: Source = {
    name: 'memory',
    offers: new Set(['content', 'path', 'repository']),
    async *units() {
      yield unitOf(path, bytesOf(content))
    },
    passed: new Map(),
    failures: [],
  }
  const context = contextOf({ files: {}, ...about })
  const image = builtin().artefact.image
  const { findings, errors, notRun } = await examine(source, rules, context, { ...options, image })
  return { findings, errors, notRun }
}

/** Each finding as `rule:line`; the line is 0 for a statement about the whole file. */
export const placesOf = ({ findings }: Judgement): readonly string[] =>
  findings.map(({ rule, region }) => `${rule}:${region?.startLine ?? 0}`)
