import { expect, test } from 'vitest'
import { countedBytes, goFloat } from '../../../src/sops/crypto/go-bytes.ts'
import { wholeSeconds } from '../../../src/sops/crypto/go-time.ts'
import { plainYaml } from '../../../src/sops/crypto/go-yaml.ts'

test.each([
  [0, '0'],
  [-0, '-0'],
  [1, '1'],
  [-1.5, '-1.5'],
  [1e21, '1000000000000000000000'],
  [1.25e30, '1250000000000000000000000000000'],
  [1e-7, '0.0000001'],
  [-2.25e25, '-22500000000000000000000000'],
  [-1.25e-10, '-0.000000000125'],
  [5e-324, `0.${'0'.repeat(323)}5`],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NaN, 'NaN'],
])('the float %d is written as Go does', (value, written) => {
  expect(goFloat(value)).toBe(written)
})

test.each([
  ['0777', '511'],
  ['0o17', '15'],
  ['0x1F', '31'],
  ['-0b11', '-3'],
  ['1_000', '1000'],
  ['08', '8'],
  ['+12', '12'],
  ['1e3', '1000'],
  ['.5', '0.5'],
  ['-.inf', '-Inf'],
  ['True', 'True'],
  ['FALSE', 'False'],
  ['yes', 'yes'],
  ['2024-05-06', '2024-05-06T00:00:00Z'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
  ['2001-12-14 21:59:43.50', '2001-12-14T21:59:43.5Z'],
  ['2001-12-14 21:59:43.10 -5', '2001-12-14 21:59:43.10 -5'],
  ['2024-02-30', '2024-02-30'],
  ['9223372036854775807', '9223372036854775807'],
  ['10.0.0.1', '10.0.0.1'],
  ['-', '-'],
  ['089', '89'],
  ['-0x1F', '-31'],
  ['1.50', '1.5'],
  ['2001-1-2', '2001-01-02T00:00:00Z'],
  ['2001-12-14T00:00:00', '2001-12-14T00:00:00'],
  ['Yes', 'Yes'],
])('the YAML scalar %s counts as %s', (source, counted) => {
  expect(plainYaml(source)).toBe(counted)
})

test('nothing counts as nothing, and a number beyond 64 bits as a float or not at all', () => {
  expect(['~', 'null', ''].map(plainYaml)).toEqual([null, null, null])
  expect(plainYaml('9223372036854775808')).toBeUndefined()
  expect(plainYaml('18446744073709551616')).toBe('18446744073709552000')
})

test.each([
  ['2024-05-06T07:08:09Z', '2024-05-06T07:08:09Z'],
  ['2024-05-06T07:08:09.25+00:00', '2024-05-06T07:08:09Z'],
  ['2024-05-06T07:08:09+02:00', '2024-05-06T07:08:09+02:00'],
  ['2024-05-06', undefined],
  ['2024-13-06T07:08:09Z', undefined],
])('the date %s of a mac is %s', (text, written) => {
  expect(wholeSeconds(text)).toBe(written)
})

test.each([
  ['str', 'text', 'text'],
  ['int', '+007', '7'],
  ['int', '1.5', undefined],
  ['int', '9223372036854775808', undefined],
  ['float', '1.50', '1.5'],
  ['float', 'text', undefined],
  ['bool', 'true', 'True'],
  ['bool', 'f', 'False'],
  ['bool', 'no', undefined],
  ['time', '2024-05-06T07:08:09.120Z', '2024-05-06T07:08:09.12Z'],
  ['bytes', 'text', undefined],
] as const)('%s of %s counts as %s', (type, plaintext, counted) => {
  expect(countedBytes(Buffer.from(plaintext), type)?.toString()).toBe(counted)
})
