import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAgainstSchema, type Schema } from '../../src/formats/schema-check.ts'
import configSchema from '../../src/policy/config.schema.json' with { type: 'json' }

const schema: Schema = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[a-z-]+$', minLength: 2, maxLength: 6, examples: ['aws-key'] },
    level: { enum: ['low', 'high'] },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    names: { $ref: '#/definitions/names' },
    on: { type: 'boolean' },
    either: { type: 'object', anyOf: [{ required: ['left'] }, { required: ['right'] }] },
    mixed: { type: ['string', 'integer'], pattern: '^[0-9]+$', minimum: 3, writeOnly: true },
    free: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^[a-z]' },
      additionalProperties: { type: 'number' },
    },
    none: { type: 'null' },
  },
  definitions: { names: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } } },
}

const keys = [
  'id',
  'level',
  'count',
  'names',
  'on',
  'either',
  'mixed',
  'free',
  'none',
  'left',
  'right',
  'Extra',
  '__proto__',
]
const near = fc.constantFrom<unknown>(
  'ok',
  'a',
  'UP',
  'toolong-',
  'low',
  'high',
  '',
  '12',
  0,
  1,
  3,
  5,
  6,
  1.5,
  true,
  null,
  [],
  {},
  ['x'],
  ['x', 'x'],
)
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, near, fc.array(tie('value'), { maxLength: 2 }), tie('mapping')),
  mapping: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
})).value
const ajv = new Ajv({ strict: false })

describe('checkAgainstSchema', () => {
  test('accepts and rejects what ajv accepts and rejects', () => {
    const oracle = ajv.compile(schema)
    const key = fc.constantFrom(...keys)
    const root = fc.oneof(
      anything,
      fc.dictionary(key, anything).map((rest) => ({ ...rest, id: 'ok' })),
      fc.tuple(key, anything).map(([name, value]) => ({ id: 'ok', [name]: value })),
    )
    fc.assert(
      fc.property(root, (data) => {
        expect(checkAgainstSchema(schema, data).length === 0).toBe(oracle(data))
      }),
      { numRuns: 1500, seed: 1 },
    )
  })

  test('agrees with ajv on the configuration', () => {
    const oracle = ajv.compile(configSchema)
    const entry = fc.record(
      {
        rule: fc.constantFrom<unknown>('a', '', 1),
        reason: fc.constantFrom<unknown>('b', ''),
        paths: fc.constantFrom<unknown>(['x'], [], 'x'),
        value: fc.constantFrom<unknown>('3fa1', '3FA1', 1234, 12, 12.5),
        expires: fc.constantFrom<unknown>('2030-12-31', 'soon'),
      },
      { requiredKeys: [] },
    )
    const config = fc.record(
      {
        'fail-on': fc.constantFrom<unknown>('low', 'lwo', 1),
        rules: fc.constantFrom<unknown>({ a: 'off' }, { a: 'of' }, { paths: ['x'] }, { paths: 'x' }, []),
        allow: fc.array(entry, { maxLength: 2 }),
        shred: fc.constantFrom<unknown>({ passes: 1 }, { passes: 0 }, { zero: 'yes' }, { zeros: true }),
        limits: fc.constantFrom<unknown>({ 'hold-bytes': 1 }, { 'hold-bytes': 1048576 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(config, (data) => {
        expect(checkAgainstSchema(configSchema, data).length === 0).toBe(oracle(data))
      }),
      { numRuns: 1500, seed: 1 },
    )
  })

  test.each<[unknown, string[]]>([
    [{ id: 'ok', lvel: 1 }, ['"lvel" is not a known key; did you mean "level"?']],
    [{ id: 'ok', whatever: 1 }, ['"whatever" is not a known key']],
    [{ id: 7 }, ['"id" is 7; it must be text']],
    [{ id: 'UP' }, ['"id" is "UP"; it must be of the form "aws-key"']],
    [{ id: 'ok', level: 'hihg' }, ['"level" is "hihg"; it must be low or high; did you mean "high"?']],
    [{ id: 'ok', count: 9 }, ['"count" is 9; it must be at most 5']],
    [{ id: 'ok', names: [] }, ['"names" needs 1 or more entries']],
    [{ id: 'ok', names: ['a', 2] }, ['"names[1]" is 2; it must be text']],
    [{ id: 'ok', either: {} }, ['"either" needs "left" or "right"']],
    [{}, ['"id" is missing']],
    [['x'], ['the file is a list; it must be a mapping']],
    [null, ['the file is empty; it must be a mapping']],
  ])('says what is wrong with %j', (data, problems) => {
    expect(checkAgainstSchema(schema, data)).toEqual(problems)
  })

  test('never quotes a value that may be a secret', () => {
    const value = ['pass', 'word'].join('')
    expect(checkAgainstSchema(schema, { id: 'ok', mixed: value })).toEqual([
      '"mixed" is not right; it must be of the form ^[0-9]+$',
    ])
  })

  test('refuses a schema keyword it does not check', () => {
    const strange = JSON.parse('{ "format": "date" }') as Schema
    expect(() => checkAgainstSchema(strange, 'x')).toThrow('the schema keyword "format" is not supported')
  })
})
