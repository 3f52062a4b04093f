import { describe, expect, it } from 'vitest'
import { encodeArtefact, openArtefact } from '../../src/commands/artefact.ts'
import { buildImage } from '../../src/engine/kernel/image.ts'
import { triggersOf } from '../../src/engine/triggers.ts'
import { compileRule } from '../../src/rules/compile.ts'
import type { PatternCore } from '../../src/rules/pattern-data.ts'
import { patternRule } from '../../src/rules/pattern-rule.ts'

const compiled = compileRule(
  {
    id: 'acme-key',
    summary: 'Key of Acme',
    severity: 'high',
    keywords: ['Acme_'],
    pattern: '(?<![A-Za-z0-9])(?<secret>acme_[A-Za-z0-9]{12})(?![A-Za-z0-9])',
    why: 'It opens Acme.',
    remedy: 'Revoke it.',
    references: ['https://acme.example/keys'],
    examples: { match: ['acme_${alnum:12}'], ignore: ['acme_'] },
  },
  'rules/acme.yaml',
)

/** Buffers and plain byte arrays compare alike. */
const plain = (pattern: PatternCore | undefined) => {
  const { guard, ...core } = pattern ?? {}
  return { ...core, guard: guard && { ...guard, classes: [...guard.classes], table: [...guard.table] } }
}

const file = (): Buffer => encodeArtefact([compiled], buildImage(triggersOf([patternRule(compiled)])))

describe('compiled rules', () => {
  it('are the same after they were written and read', () => {
    const artefact = openArtefact(file())
    const { summary, why, remedy, references, ...core } = compiled
    expect(artefact?.patterns.map(plain)).toEqual([plain(core)])
    expect(artefact?.texts(0)).toEqual({ summary, why, remedy, references })
    const { bytes, guards: _, ...numbers } = buildImage(triggersOf([patternRule(compiled)]))
    expect(artefact?.image).toMatchObject(numbers)
    expect(Buffer.compare(artefact?.image.bytes ?? Buffer.alloc(0), bytes)).toBe(0)
  })

  it('can be read from an odd place in memory', () => {
    const written = file()
    const moved = Buffer.alloc(written.length + 3)
    written.copy(moved, 3)
    expect(plain(openArtefact(moved.subarray(3))?.patterns[0]).guard).toEqual(plain(compiled).guard)
  })

  it('are not read from another file', () => {
    expect(openArtefact(Buffer.from('something else altogether'))).toBeUndefined()
  })
})
