import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ExamineOptions, examine } from '../../src/engine/examine.ts'
import { buildImage, type Image } from '../../src/engine/kernel/image.ts'
import { triggersOf } from '../../src/engine/triggers.ts'
import type { Examination, Finding } from '../../src/model/finding.ts'
import type { Context, Rule } from '../../src/model/rule.ts'
import type { Source } from '../../src/model/unit.ts'
import type { CompiledRule } from '../../src/rules/compile-library.ts'
import { expandMould } from '../../src/rules/moulds.ts'
import { patternRule } from '../../src/rules/pattern-rule.ts'
import { encSpans } from '../../src/sops/enc.ts'
import { library } from '../rules/support/library.ts'

const context: Context = { now: () => new Date(0), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }

let rules: readonly Rule[] = []
let naiveRules: readonly Rule[] = []
let image: Image
let examples: readonly string[] = []
let keywords: readonly string[] = []

/** The rule without keywords, windows and guards: its regular expression sees the whole text. */
const naive = ({ data }: CompiledRule): Rule => {
  const { guard: _, ...rest } = data
  const whole = patternRule({ ...rest, window: { before: 0, after: Number.POSITIVE_INFINITY, behind: 0, ahead: 0 } })
  const { keywords: __, guard: ___, ...unkeyed } = whole
  return { ...unkeyed, check: (document, given) => whole.check({ ...document, offsetsOf: () => [0] }, given) }
}

const textOf = (example: CompiledRule['entry']['examples']['match'][number]): string =>
  typeof example === 'string' ? example : example.text

beforeAll(async () => {
  const compiled = await library()
  rules = compiled.map(({ data }) => patternRule(data))
  naiveRules = compiled.map(naive)
  image = buildImage(triggersOf(rules))
  examples = compiled.flatMap(({ entry }) => [...entry.examples.match, ...entry.examples.ignore].map(textOf))
  keywords = [...new Set(compiled.flatMap(({ data }) => data.keywords))]
})

/** The content as a file in chunks of an odd size. */
const sourceOf = (content: Buffer, path: string): Source => ({
  name: 'test',
  offers: new Set(['content', 'path']),
  passed: new Map(),
  failures: [],
  async *units() {
    yield {
      path,
      origin: { from: 'worktree' },
      size: content.length,
      bytes: () => content,
      async *chunks() {
        for (let at = 0; at < content.length; at += 3_001) yield content.subarray(at, at + 3_001)
      },
    }
  },
})

const whole: ExamineOptions = { limits: { holdBytes: 1 << 30 }, ciphertext: encSpans }

const look = (content: Buffer, given: readonly Rule[], options: ExamineOptions): Promise<Examination> =>
  examine(sourceOf(content, 'config/app.yaml'), given, context, options)

const inOrder = (findings: readonly Finding[]): string[] => findings.map((finding) => JSON.stringify(finding)).sort()

/** What documents are made of: examples of every rule, bare keywords, what stands around them, and other text. */
const fragment = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('example' as const), fc.nat(), fc.integer({ min: 1, max: 1e6 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('keyword' as const), fc.nat(), fc.nat({ max: 2 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('joint' as const), fc.nat(), fc.constant(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('drawn' as const), fc.integer({ min: 1, max: 90 }), fc.nat()) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('text' as const), fc.nat(), fc.constant(0)) },
)

const joints = [
  ' ',
  '\n',
  '=',
  ': ',
  ' = "',
  '"',
  "'",
  '`',
  ',',
  ';',
  '\\n',
  '\\"',
  '://',
  ':',
  '@',
  '/',
  '<',
  '>',
  '%3D',
  '.',
]
const texts = [
  'const value',
  'größe',
  '→',
  '😀',
  '-----',
  '\r\n',
  '\t',
  'ENC[',
  ']',
  '\x00',
  '\xff',
  'x'.repeat(200),
  ' '.repeat(70),
]

const at = (list: readonly string[], index: number): string => list[index % list.length] ?? ''

const cased = (text: string, how: number): string =>
  how === 0 ? text : how === 1 ? text.toUpperCase() : text.charAt(0).toUpperCase() + text.slice(1)

const written = ([kind, index, more]: readonly [string, number, number]): string => {
  if (kind === 'example') return expandMould(at(examples, index), more)
  if (kind === 'keyword') return cased(at(keywords, index), more)
  if (kind === 'joint') return at(joints, index)
  if (kind === 'drawn') return expandMould(`\${${more % 2 === 0 ? 'alnum' : 'base64'}:${index}}`, more + 1)
  return at(texts, index)
}

const contentOf = (fragments: readonly (readonly [string, number, number])[]): Buffer =>
  Buffer.from(fragments.map(written).join(''))

describe('the fast path finds what every regular expression over the whole text finds', () => {
  it('in documents of all sorts', async () => {
    let planted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fragment, { maxLength: 60 }), async (fragments) => {
        const content = contentOf(fragments)
        const expected = await look(content, naiveRules, whole)
        const found = await look(content, rules, { ...whole, image })
        planted += found.findings.length
        expect(found.errors).toEqual([])
        expect(inOrder(found.findings)).toEqual(inOrder(expected.findings))
      }),
      { numRuns: 1_500 },
    )
    expect(planted).toBeGreaterThan(700)
  }, 120_000)

  it('in documents cut into overlapping pieces', async () => {
    const inPieces = { ...whole, image, limits: { holdBytes: 1, cut: { size: 48 * 1024, overlap: 40 * 1024 } } }
    let planted = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragment, { minLength: 20, maxLength: 80 }),
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 20, maxLength: 80 }),
        async (fragments, gaps) => {
          const parts = fragments.map(
            (each, index) => `${written(each)}${'. ü\n'.repeat(gaps[index % gaps.length] ?? 0)}`,
          )
          const content = Buffer.from(parts.join(''))
          const expected = await look(content, rules, { ...whole, image })
          const found = await look(content, rules, inPieces)
          planted += found.findings.length
          expect(inOrder(found.findings)).toEqual(inOrder(expected.findings))
        },
      ),
      { numRuns: 300 },
    )
    expect(planted).toBeGreaterThan(300)
  }, 120_000)

  it('with a secret astride every boundary of pieces', async () => {
    const cut = { size: 48 * 1024, overlap: 40 * 1024 }
    const secret = expandMould('aws_access_key_id = AKIA${base32:16}\n', 7)
    for (let place = 0; place < 120_000; place += 127) {
      const content = Buffer.alloc(130_000, '.\n')
      content.write(`\n${secret}`, place, 'latin1')
      const { findings } = await look(content, rules, { ...whole, image, limits: { holdBytes: 1, cut } })
      expect(findings.map(({ rule, region }) => [rule, region?.startColumn])).toEqual([['aws-access-key-id', 21]])
    }
  }, 120_000)
})
