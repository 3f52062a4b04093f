import type { AST } from '@eslint-community/regexpp'

/** More strings than this are not listed: the part counts as unknown. */
const limit = 2048

const product = (heads: readonly string[], tails: readonly string[]): string[] | undefined =>
  heads.length * tails.length > limit ? undefined : heads.flatMap((head) => tails.map((tail) => head + tail))

const charactersOf = (set: AST.CharacterClass): string[] | undefined => {
  if (set.negate || set.unicodeSets) return undefined
  const found: string[] = []
  for (const member of set.elements) {
    const range = member.type === 'CharacterClassRange' ? member : undefined
    const single = member.type === 'Character' ? member : undefined
    const first = range?.min.value ?? single?.value
    const last = range?.max.value ?? single?.value
    if (first === undefined || last === undefined || last - first > 16) return undefined
    for (let code = first; code <= last; code += 1) found.push(String.fromCodePoint(code).toLowerCase())
  }
  return [...new Set(found)]
}

const ofAlternatives = (alternatives: readonly AST.Alternative[]): string[] | undefined => {
  const each = alternatives.map(({ elements }) => literalsOfSequence(elements))
  const known = each.filter((strings) => strings !== undefined)
  return known.length === each.length && known.flat().length <= limit ? [...new Set(known.flat())] : undefined
}

const repeated = ({ element, min, max }: AST.Quantifier): string[] | undefined => {
  const unit = literalsOf(element)
  if (unit === undefined || max > 4) return undefined
  let current: string[] | undefined = ['']
  const all: string[] = min === 0 ? [''] : []
  for (let count = 1; count <= max && current !== undefined; count += 1) {
    current = product(current, unit)
    if (count >= min) all.push(...(current ?? []))
  }
  return current === undefined || all.length > limit ? undefined : [...new Set(all)]
}

/** Every string an element can match, in lower case; undefined where they are too many to list. */
export const literalsOf = (element: AST.Element): string[] | undefined => {
  switch (element.type) {
    case 'Assertion':
      return ['']
    case 'Character':
      return [String.fromCodePoint(element.value).toLowerCase()]
    case 'CharacterClass':
      return charactersOf(element)
    case 'Quantifier':
      return repeated(element)
    case 'Group':
    case 'CapturingGroup':
      return ofAlternatives(element.alternatives)
    default:
      return undefined
  }
}

/** The same for elements one after the other. */
export const literalsOfSequence = (elements: readonly AST.Element[]): string[] | undefined => {
  let strings: string[] | undefined = ['']
  for (const element of elements) {
    const next = literalsOf(element)
    strings = strings === undefined || next === undefined ? undefined : product(strings, next)
  }
  return strings
}
