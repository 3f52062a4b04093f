import { drawFrom } from '../../src/rules/prng.ts'
import type { SopsSample } from './sops-samples.ts'

/** A file that somebody changed by hand. */
interface Mutation {
  readonly sample: SopsSample
  readonly how: string
  readonly text: string
}

type Pick = (count: number) => number
type Mutate = (text: string, pick: Pick) => string | undefined

/** Ciphertext outside of the metadata. */
const valuesIn = (text: string): { start: number; end: number; value: string }[] =>
  [...text.matchAll(/ENC\[AES256_GCM,data:[^\]]*\]/g)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, value: match[0] }))
    .filter(({ start }) => !/mac["']?\s*[:=]\s*["']?$/.test(text.slice(Math.max(0, start - 40), start)))

const replaced = (text: string, { start, end }: { start: number; end: number }, by: string): string =>
  text.slice(0, start) + by + text.slice(end)

const oneOf = <T>(items: readonly T[], pick: Pick): T | undefined => items[pick(items.length)]

const part = (name: string): RegExp => new RegExp(`${name}:([^,\\]]*)`)

const changeOne =
  (change: (value: string, others: readonly string[], pick: Pick) => string): Mutate =>
  (text, pick) => {
    const values = valuesIn(text)
    const at = oneOf(values, pick)
    return (
      at &&
      replaced(
        text,
        at,
        change(
          at.value,
          values.map(({ value }) => value),
          pick,
        ),
      )
    )
  }

const swapPart = (name: string): Mutate =>
  changeOne((value, others, pick) => {
    const other = part(name).exec(oneOf(others, pick) ?? '')?.[0] ?? ''
    return value.replace(part(name), other)
  })

const types = ['str', 'int', 'float', 'bool', 'bytes', 'time', 'comment']

/** Lines that stand for one value each, so that they can be moved and dropped. */
const valueLines = (lines: readonly string[]): number[] =>
  lines.flatMap((line, index) =>
    /^[^#;\n]*ENC\[AES256_GCM,[^\]]*\],?["']?,?$/.test(line) && !/mac/.test(line) ? [index] : [],
  )

const onLines =
  (change: (lines: string[], index: number, other: number) => void): Mutate =>
  (text, pick) => {
    const lines = text.split('\n')
    const candidates = valueLines(lines)
    const [index, other] = [oneOf(candidates, pick), oneOf(candidates, pick)]
    if (index === undefined || other === undefined) return undefined
    change(lines, index, other)
    return lines.join('\n')
  }

/** Writes a plain value in another way, which may mean the same or not. */
const respelled =
  (key: string, spellings: readonly string[]): Mutate =>
  (text, pick) => {
    const line = new RegExp(`^(${key}: ).*$`, 'm')
    return line.test(text) ? text.replace(line, (_, name: string) => name + oneOf(spellings, pick)) : undefined
  }

const mutates: Readonly<Record<string, Mutate>> = {
  'retyped in plaintext': changeOne(() => 'typed-by-hand'),
  'two values swapped': (text, pick) => {
    const values = valuesIn(text)
    const [one, other] = [oneOf(values, pick), oneOf(values, pick)]
    if (one === undefined || other === undefined || one.start >= other.start) return undefined
    return replaced(replaced(text, other, one.value), one, other.value)
  },
  'one value copied over another': changeOne((_, others, pick) => oneOf(others, pick) ?? ''),
  'iv of another': swapPart('iv'),
  'tag of another': swapPart('tag'),
  'data of another': swapPart('data'),
  'another type': changeOne((value, _, pick) => value.replace(/type:\w+/, `type:${oneOf(types, pick)}`)),
  'a bit of data': changeOne((value) =>
    value.replace(/data:(.)/, (_, first: string) => `data:${first === 'A' ? 'B' : 'A'}`),
  ),
  'key renamed': onLines((lines, index) => {
    lines[index] = (lines[index] ?? '').replace(/([A-Za-z]\w*)("?\s*[:=])/, 'x$1$2')
  }),
  'value deleted': onLines((lines, index) => {
    lines.splice(index, 1)
  }),
  'lines reordered': onLines((lines, index, other) => {
    const [one = '', two = ''] = [lines[index], lines[other]]
    lines[index] = two
    lines[other] = one
  }),
  'plaintext leaf changed': (text, pick) => {
    const at = oneOf([...text.matchAll(/readable/g)], pick)
    return at && replaced(text, { start: at.index, end: at.index + at[0].length }, 'changed')
  },
  'plain number rewritten': (text, pick) => {
    const at = oneOf([...text.matchAll(/(?<=_unencrypted"?\s*[:=]\s*)\d[\d.]*/g)], pick)
    return (
      at &&
      replaced(text, { start: at.index, end: at.index + at[0].length }, `${at[0]}${at[0].includes('.') ? '0' : '.0'}`)
    )
  },
  'a number respelled': respelled('int_unencrypted', [
    '0xC',
    '014',
    '0o14',
    '1_2',
    '+12',
    '12.0',
    '"12"',
    '1.2e1',
    '012.',
  ]),
  'a date respelled': respelled('date_unencrypted', [
    '2001-12-14',
    '2001-12-14 00:00:00',
    '2001-12-14t0:0:0.0Z',
    '"2001-12-14T00:00:00Z"',
    '2001-12-14T01:00:00+01:00',
    '2001-12-14 00:00:00 Z',
    '2001-12-15',
  ]),
  'a time respelled': respelled('time_unencrypted', [
    '2001-12-14T21:59:43.1-05:00',
    '2001-12-14t21:59:43.100-05:00',
    '2001-12-15T02:59:43.1Z',
    '2001-12-14T21:59:43-05:00',
  ]),
  'a float respelled': respelled('float_unencrypted', ['1.50', '+1.5', '15e-1', '1_.5', '.15e1', '"1.5"', '1.5f']),
  'a boolean respelled': respelled('bool_unencrypted', ['TRUE', 'yes', '"True"', 'on', 'true']),
  'nothing respelled': respelled('null_unencrypted', ['', 'Null', '""', 'nil']),
  'date of the mac': (text) =>
    text.replace(/(lastmodified"?\s*[:=]\s*"?\d{4}-\d\d-\d\dT\d\d:\d\d:)\d\d/, '$161'.replace('61', '07')),
  'another form of the date': (text) =>
    text.replace(/(lastmodified"?\s*[:=]\s*"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z/, '$1+00:00'),
  'mac_only_encrypted dropped': (text) => text.replace(/^.*mac_only_encrypted.*\n/m, ''),
  untouched: (text) => text,
}

/** Random changes that a seed decides, of all samples in turn. */
export function* mutationsOf(samples: readonly SopsSample[], count: number, seed = 7): Generator<Mutation> {
  const pick: Pick = drawFrom(seed)
  const names = Object.keys(mutates)
  for (let made = 0; made < count; ) {
    const sample = oneOf(samples, pick)
    const how = oneOf(names, pick)
    const text = sample && how && mutates[how]?.(sample.text, pick)
    if (sample === undefined || how === undefined || text === undefined) continue
    if (text === sample.text && how !== 'untouched') continue
    made++
    yield { sample, how, text }
  }
}
