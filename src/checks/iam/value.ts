import type { TextRange } from '../../formats/tree.ts'

/** A string; what is worked out in it stands there as `${}` or as it is written. */
export interface TextValue extends TextRange {
  readonly kind: 'text'
  readonly text: string
}

/** A list, or what a value may be one of: IAM takes a string and a list of one string for the same. */
export interface ListValue extends TextRange {
  readonly kind: 'list'
  readonly items: readonly Value[]
}

export interface Field {
  readonly key: string
  readonly at: TextRange
  readonly value: Value
}

export interface MapValue extends TextRange {
  readonly kind: 'map'
  readonly fields: readonly Field[]
}

/** What is worked out elsewhere; a policy may still be written in it. */
export interface UnknownValue extends TextRange {
  readonly kind: 'unknown'
  readonly inner: readonly Value[]
}

/** What stands in a file, whatever language it is written in. */
export type Value = TextValue | ListValue | MapValue | UnknownValue

export const unknownAt = ({ start, end }: TextRange, inner: readonly Value[] = []): UnknownValue => ({
  kind: 'unknown',
  start,
  end,
  inner,
})

export const textAt = ({ start, end }: TextRange, text: string): TextValue => ({ kind: 'text', start, end, text })

export const listAt = ({ start, end }: TextRange, items: readonly Value[]): ListValue => ({
  kind: 'list',
  start,
  end,
  items,
})

/** The values of all fields of a map that have one of some names. */
export const valuesAt = (map: MapValue, ...names: readonly string[]): readonly Value[] =>
  map.fields.filter(({ key }) => names.includes(key)).map(({ value }) => value)

/** Values out of their lists; each list once, however many aliases name it. */
export const flattened = (values: readonly Value[]): readonly Value[] => {
  const found: Value[] = []
  const seen = new Set<Value>()
  const waiting = [...values].reverse()
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value.kind !== 'list') found.push(value)
    else if (!seen.has(value)) {
      seen.add(value)
      for (let index = value.items.length - 1; index >= 0; index--) {
        const item = value.items[index]
        if (item !== undefined) waiting.push(item)
      }
    }
  }
  return found
}

const textsOfLists = new WeakMap<Value, readonly TextValue[]>()

/** The strings among values and in their lists. A list that many aliases name is gone through once. */
export const textsOf = (values: readonly Value[]): readonly TextValue[] => {
  const [only, more] = values
  if (only?.kind !== 'list' || more !== undefined) return textsAmong(values)
  const known = textsOfLists.get(only) ?? textsAmong(values)
  textsOfLists.set(only, known)
  return known
}

const textsAmong = (values: readonly Value[]): readonly TextValue[] =>
  flattened(values).filter((value) => value.kind === 'text')
