import type { ParsedNode, ScalarTag, Tags } from 'yaml'
import { UserError } from '../model/errors.ts'

const maxLength = 256 * 1024

// `0123`, `1e10` and `0x1f` are digits of a fingerprint more often than numbers; none of our settings is a fraction.
const plainNumbers = (tags: Tags): Tags => [
  ...tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag)),
  {
    identify: (value) => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^-?(?:0|[1-9][0-9]{0,14})$/,
    resolve: (text) => Number(text),
  } satisfies ScalarTag,
]

const tooDeep = (name: string): UserError => new UserError(`${name}: nested too deeply to be a configuration`)

/** Reads a YAML file of ours into plain data; every flaw is a {@link UserError} with its line. */
export const readYaml = async (text: string, name: string): Promise<unknown> => {
  if (text.length > maxLength) throw new UserError(`${name}: larger than 256 KiB, which no configuration needs to be`)
  const { parseDocument } = await import('yaml')
  const document = parse(parseDocument, text, name)
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) throw new UserError(`${name}${placeIn(text, problem.pos[0])}: ${inWords(problem.code)}`)
  return plainData(document, name)
}

const parse = (parseDocument: typeof import('yaml')['parseDocument'], text: string, name: string) => {
  try {
    return parseDocument<ParsedNode>(text, { customTags: plainNumbers, prettyErrors: false, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(name)
    throw error
  }
}

// Aliases are bounded by the package, which throws a ReferenceError for too many and for one without an anchor.
const plainData = (document: { toJS(): unknown }, name: string): unknown => {
  try {
    return document.toJS()
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(name)
    if (error instanceof ReferenceError)
      throw new UserError(`${name}: an alias has no anchor, or aliases stand for too much; write the values out`)
    throw error
  }
}

const remedies: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab cannot indent YAML; use spaces',
  DUPLICATE_KEY: 'the same key stands twice; keep one',
  MULTIPLE_DOCS: 'a second document begins here; keep one',
}

// The package's own messages quote the text, and somebody may have named the wrong file.
const inWords = (code: string): string =>
  remedies[code] ?? `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`

const placeIn = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n')
  return `:${before.length}:${(before.at(-1) ?? '').length + 1}`
}
