import type { Field, MapValue, Value } from './value.ts'

/** A key on the way to a value, the nearest first. */
export interface Place {
  readonly name: string
  readonly up: Place | undefined
}

/** A value, where it stands, and the map that it is part of. */
export interface Placed {
  readonly value: Value
  readonly place: Place | undefined
  readonly owner: MapValue | undefined
  /** Its key; absent for a whole file and for what stands in a list of lists. */
  readonly field?: Field
}

/** Every value of a file once, in no particular order. */
export function* placesOf(roots: readonly Value[]): Generator<Placed> {
  const seen = new Set<Value>()
  const waiting: Placed[] = roots.map((value) => ({ value, place: undefined, owner: undefined }))
  for (let placed = waiting.pop(); placed !== undefined; placed = waiting.pop()) {
    const { value } = placed
    if (seen.has(value)) continue
    seen.add(value)
    yield placed
    if (value.kind === 'list') for (const item of value.items) waiting.push({ ...placed, value: item })
    if (value.kind === 'unknown') for (const item of value.inner) waiting.push({ ...placed, value: item })
    if (value.kind === 'map') waiting.push(...below(value, placed.place))
  }
}

/** In CloudFormation the type of a resource is one of its fields. */
const below = (map: MapValue, place: Place | undefined): readonly Placed[] => {
  const type = map.fields.find(({ key }) => key === 'Type')?.value
  const up = type?.kind === 'text' && type.text.startsWith('AWS::') ? { name: type.text, up: place } : place
  return map.fields.map((field) => ({ value: field.value, place: { name: field.key, up }, owner: map, field }))
}

/** Whether one of the keys on the way matches. */
export const isWithin = (place: Place | undefined, name: RegExp): boolean => {
  for (let at = place; at !== undefined; at = at.up) if (name.test(at.name)) return true
  return false
}
