import { filler } from '../script-text.ts'

/** Characters in the room of a longer source. */
export const inRoomOf = (source: string, characters: string): string =>
  filler.repeat(Math.max(0, source.length - characters.length)) + characters.slice(0, source.length)

const single: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  e: '\u001B',
  N: '\u0085',
  L: '\u2028',
  P: '\u2029',
  _: '\u00A0',
  '0': '',
}

const escapes = /\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|U[0-9A-Fa-f]{8}|[\s\S])/g

/** What stands between the double quotes of JSON, with escapes replaced by what they stand for. */
export const jsonText = (source: string): string =>
  source.includes('\\') ? source.replace(escapes, (found) => inRoomOf(found, meantBy(found))) : source

const meantBy = (found: string): string => {
  const sign = found[1] ?? ''
  if (found.length === 2) return single[sign] ?? sign
  const code = Number.parseInt(found.slice(2), 16)
  return code === 0 || code > 0x10ffff ? '' : String.fromCodePoint(code)
}

const lineEnds = /\r?\n[ \t\0]*(?:\r?\n[ \t\0]*)*/g

/** Line ends within a value that YAML folds, with the blanks beside them: one is a blank, of several all but one stay. */
export const folded = (source: string): string =>
  source.includes('\n')
    ? withoutBlankEnds(source).replace(lineEnds, (found) =>
        inRoomOf(found, '\n'.repeat(found.split('\n').length - 2) || ' '),
      )
    : source

const withoutBlankEnds = (source: string): string =>
  source
    .split('\n')
    .map((line, at, { length }) => (at === length - 1 ? line : withoutBlankEnd(line)))
    .join('\n')

/** A blank that a backslash escapes stays. */
const withoutBlankEnd = (line: string): string => {
  const end = line.endsWith('\r') ? line.length - 1 : line.length
  let from = end
  while (line[from - 1] === ' ' || line[from - 1] === '\t') from--
  if (from < end && isEscaped(line, from)) from++
  return line.slice(0, from) + filler.repeat(end - from) + line.slice(end)
}

const isEscaped = (line: string, at: number): boolean => {
  let from = at
  while (line[from - 1] === '\\') from--
  return (at - from) % 2 === 1
}

const continuedEnd = /(?<!\\)((?:\\\\)*)\\\r?\n[ \t]*/g

/** What stands between the double quotes of YAML. */
export const yamlQuoted = (source: string): string =>
  jsonText(
    folded(
      source.replace(continuedEnd, (found, before: string) => before + filler.repeat(found.length - before.length)),
    ),
  )
