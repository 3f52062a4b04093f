import type { TextRange } from '../../formats/tree.ts'
import { listAt, textAt, textsOf, unknownAt, type Value } from './value.ts'

/** Longer ones are no ARN. */
const longestJoined = 2_000

/** The value of `!Name value`, or of `{"Fn::Name": value}`, in CloudFormation. */
export const intrinsic = (name: string, value: Value, at: TextRange): Value => {
  switch (name) {
    case 'Sub':
      return substituted(value)
    case 'If':
      return value.kind === 'list' ? listAt(at, value.items.slice(1)) : unknownAt(at, [value])
    case 'Join':
      return joined(value, at)
    default:
      return unknownAt(at, [value])
  }
}

/** The name in `Ref`, `Fn::Sub` or `!Sub`; undefined for what is no intrinsic function. */
export const intrinsicName = (key: string): string | undefined =>
  key === 'Ref' ? key : /^(?:Fn::|!)(\w+)$/.exec(key)?.[1]

const substituted = (value: Value): Value => {
  if (value.kind !== 'list') return value
  const [template] = value.items
  return template?.kind === 'text' ? template : unknownAt(value, value.items)
}

const joined = (value: Value, at: TextRange): Value => {
  const [delimiter, parts] = value.kind === 'list' ? value.items : []
  if (delimiter?.kind !== 'text' || parts?.kind !== 'list') return unknownAt(at, [value])
  const texts = parts.items.map((part) => (part.kind === 'text' ? part.text : '${}'))
  const length = texts.reduce((sum, text) => sum + text.length + delimiter.text.length, 0)
  const [only] = textsOf([parts])
  if (length > longestJoined || only === undefined) return unknownAt(at)
  return textAt(parts, texts.join(delimiter.text))
}
