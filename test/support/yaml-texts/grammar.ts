import type { Random } from '../sops-matrix/random.ts'

const keys = [
  'a', 'b', 'key', 'sops', 'age', 'path_regex', 'aws.id', 'x-y_z', '-neg', '.hid', '<<', 'null', '1', '0x1f', 'true', '~a', 'é', 'a b', 'a:b', 'a#b',
  '"q"', "'q'", '"q\\n"', "'it''s'", '"q: q"', '"a\\u00e9"', 'k'.repeat(40), '"#x"',
] as const // biome-ignore format: one table

const plains = [
  'word', 'two words', 'ENC[AES256_GCM,data:ab+/c=,iv:aa==,tag:bb==,type:str]', '^secrets/.*\\.yaml$', '.*', '\\.ya?ml$', 'age1xyz', 'http://x:1/y', 'a#b', 'a:b',
  'a,b', 'a[0]', 'x{y}', 'null', 'Null', 'NULL', '~', 'true', 'True', 'TRUE', 'false', 'FALSE', 'yes', 'No', 'on', '0', '-0', '+0', '1', '-1', '+12', '007', '0o17', '0o8',
  '0x1F', '0xg', '-0x1', '1_000', '9007199254740991', '9007199254740992', '-9007199254740993', '123456789012345678901234567890', '1.', '1.5', '-.5', '.5', '.', '-', '+', '1e3',
  '1E+3', '1.e3', '-1.5e-7', '1e999', '-1e999', '0.1', '-0.0', '1e', '.e1', '.inf', '-.inf', '+.Inf', '.INF', '.nan', '.NaN', '-.nan', '.Nan', '2001-12-14', '2001-12-14T21:59:43Z',
  '12:30:45', '3.11.0', 'é', '漢字', '🔑', 'a\u00a0', '\u2028', '\u0085x', 'x\u2029y', 'a - b', 'a ? b', '-----BEGIN AGE ENCRYPTED FILE-----', '--- x', '-x', '=', '<',
] as const // biome-ignore format: one table

/** Most of them are errors, or mean something else. */
const odd = [
  '?x', ':x', '%x', '@x', '`x', '&x', '*x', '!x', '!!str x',
  '|x', '>x', ',x', '}', ']', '[x]', '{x: y}', '[ ]', '{ }',
  'a : b', 'a: b', 'a :', 'a:', 'x #', 'x# y', '#x',
  '"\\U00110000"', '"\\x4"', '"\\xg1"', '"\\q"', '"x', "'x", '"x" y', "'x'y", '"x"#c', '"\\', '"\\"', '"x\\"',
] as const // biome-ignore format: one table

const quoted = [
  '""', "''", '"x"', "'x'", '"a b"', "'it''s'", "''''", '"\\""', '"\\\\"', '"\\n\\t\\0\\a\\b\\e\\f\\v\\r\\N\\_\\L\\P\\/\\ "', '"\\x41\\u00e9\\U0001F511"', '"\\ud83d\\udd11"', '"\\ud83d"',
  '"x" #c', '"  x  "', "'  x  '", '"#"', "' #'", '": "', "'- '", '"a: b"', '"1"', "'null'",
] as const // biome-ignore format: one table

const comments = ['#', '# c', '#c', '# a: b', '#ENC[AES256_GCM,type:comment]', '## x ', '# "', '#\u2028x'] as const

/** What the strict reader is most likely to answer. */
const scalar = (random: Random): string => {
  const kind = random.below(20)
  if (kind === 19 && random.below(4) === 0) return random.pick(odd)
  if (kind < 11) return random.pick(plains)
  if (kind < 16) return random.pick(quoted)
  return random.pick(['{}', '[]', '', '', '""', 'x', '[a, "b", 1]', "[ 'x' ,true]"])
}

const trailing = (random: Random): string =>
  random.below(6) > 0 ? '' : random.pick(['', ' ', '  ', ' ']) + (random.below(3) > 0 ? random.pick(comments) : '')

const noise = (random: Random, indent: number): string => {
  if (random.below(5) > 0) return ''
  const depth = random.pick([indent, indent, indent, 0, Math.max(0, indent - 2), indent + 2, indent + 1, 2])
  const line = random.below(2) === 0 ? '\n' : `${' '.repeat(depth)}${random.pick(comments)}\n`
  return line + noise(random, indent)
}

const literal = (random: Random, indent: number): string => {
  const header =
    random.below(12) === 0 ? random.pick(['|+', '|2', '| # c', '|  ', '>+']) : random.pick(['|', '|-', '>', '>-'])
  const depth = indent + random.below(12) === 0 ? 0 : random.pick([1, 2, 2, 2, 4, 4])
  const lines: string[] = []
  for (let left = random.below(5); left >= 0; left--)
    lines.push(
      lines.length > 0 && random.below(9) === 0
        ? random.pick(['', '', '', '', '', '', ' '.repeat(random.below(8))])
        : ' '.repeat(depth + random.pick([0, 0, 0, 0, 1, 3])) +
            random.pick(['x', '# no', 'a: b', '- c', 'x  ', '---', '"', '|']),
    )
  const end = random.pick(['', '', '\n', '\n\n'])
  return `${header}\n${lines.join('\n')}\n${end}`
}

const valueLine = (random: Random, indent: number): string =>
  random.below(8) === 0 ? ` ${literal(random, indent)}` : ` ${scalar(random)}${trailing(random)}\n`

const spaces = (random: Random): string => (random.below(12) === 0 ? ' '.repeat(1 + random.below(3)) : '')

const map = (random: Random, indent: number, depth: number, first = ' '.repeat(indent)): string => {
  let text = ''
  for (let left = random.below(4); left >= 0; left--) {
    text += `${text === '' ? first : noise(random, indent) + ' '.repeat(indent)}${random.pick(keys)}:`
    const inner = random.below(10)
    if (depth > 0 && inner < 3)
      text += `${trailing(random)}\n${noise(random, indent + 2)}${map(random, indent + random.pick([2, 2, 4, 4, 1]), depth - 1)}`
    else if (depth > 0 && inner < 5)
      text += `${trailing(random)}\n${noise(random, indent)}${list(random, indent + random.pick([0, 0, 0, 2, 2, 4]), depth - 1)}`
    else text += spaces(random) + valueLine(random, indent)
  }
  return text
}

const list = (random: Random, indent: number, depth: number, first = ' '.repeat(indent)): string => {
  let text = ''
  for (let left = random.below(4); left >= 0; left--) {
    const gap = random.pick([1, 1, 1, 1, 1, 3, 2])
    const dash = `-${' '.repeat(gap)}`
    text += `${text === '' ? first : noise(random, indent) + ' '.repeat(indent)}`
    const inner = random.below(10)
    if (depth > 0 && inner < 4) text += map(random, indent + 1 + gap, depth - 1, dash)
    else if (depth > 0 && inner < 5) text += list(random, indent + 1 + gap, depth - 1, dash)
    else text += `-${valueLine(random, indent).replace(/^ ?(?=[ \n]*$)/, ' x')}`
  }
  return text
}

const document = (random: Random): string =>
  noise(random, 0) + (random.below(4) === 0 ? list(random, 0, 4) : map(random, 0, 4)) + noise(random, 0)

/** A text of the kind that people and sops write, now and then with something that neither does. */
export const regularYaml = (random: Random): string => {
  let text = random.below(6) === 0 ? '---\n' : ''
  text += document(random)
  while (random.below(5) === 0) text += `---\n${document(random)}`
  return random.below(6) === 0 ? text.replace(/\n+$/, '') : text
}

const pieces = [...keys, ...plains, ...quoted, ...odd, ...comments, '- ', '-', ':', ': ', '? ', '|', '|-', '{}', '[]', '[', ']', ', ', ',', '[a, b]', "['a', 12 ]", '---', '...', ' ', '  ', '\t', '%YAML 1.2'] as const // biome-ignore format: one table

const soupLine = (random: Random): string => {
  const indent = ' '.repeat(random.pick([0, 0, 0, 2, 2, 4, 1, 3, 6]))
  const dashes = '- '.repeat(random.pick([0, 0, 0, 0, 1, 1, 2]))
  switch (random.below(10)) {
    case 0:
      return ''
    case 1:
      return indent + random.pick(comments)
    case 2:
      return (
        indent + Array.from({ length: 1 + random.below(4) }, () => random.pick(pieces)).join(random.pick(['', ' ']))
      )
    case 3:
      return `${indent}${dashes}${random.pick(keys)}: ${random.pick(['|', '|-', '|', '|-', '>', '|+'])}`
    case 4:
    case 5:
      return `${indent}${dashes}${random.pick(keys)}:${trailing(random)}`
    case 6:
      return `${indent}${dashes || '- '}${scalar(random)}${trailing(random)}`
    default:
      return `${indent}${dashes}${random.pick(keys)}: ${scalar(random)}${trailing(random)}`
  }
}

/** Lines that have little to do with each other. */
export const soup = (random: Random): string =>
  Array.from({ length: 1 + random.below(9) }, () => soupLine(random)).join('\n') + random.pick(['\n', '\n', ''])

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at)

/** The text with one to three places changed: characters, lines or indentation. */
export const disturbed = (text: string, random: Random): string => {
  let result = text
  for (let left = random.below(3); left >= 0; left--) result = change(result, random)
  return result
}

const change = (text: string, random: Random): string => {
  const at = random.below(text.length + 1)
  switch (random.below(6)) {
    case 0:
      return insert(text, at, random.pick(pieces))
    case 1:
      return insert(
        text,
        at,
        random.pick([
          ' ',
          '\n',
          ':',
          '#',
          '-',
          '"',
          "'",
          '\\',
          '|',
          '\t',
          '\r',
          '\0',
          '\ufeff',
          '  ',
          ': ',
          '- ',
          ' #',
          '&a',
          '\x02',
          '\x1f',
          '\x18',
        ]),
      )
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random.below(4))
    case 3:
      return text.slice(0, at)
    default:
      return lineChange(text, random)
  }
}

const lineChange = (text: string, random: Random): string => {
  const lines = text.split('\n')
  const at = random.below(lines.length)
  const line = lines[at] ?? ''
  const changed = random.pick([
    () => [` ${line}`],
    () => [`  ${line}`],
    () => [line.replace(/^ /, '')],
    () => [line.replace(/^ {2}/, '')],
    () => [line.trimStart()],
    () => [],
    () => [line, line],
    () => [line, soupLine(random)],
    () => [`${' '.repeat(random.below(7))}${random.pick(comments)}`, line],
    () => ['', line],
  ])()
  return lines.toSpliced(at, 1, ...changed).join('\n')
}
