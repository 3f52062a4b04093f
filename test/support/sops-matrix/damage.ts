import type { Random } from './random.ts'

/** Makes a damaged text of one; the characters of both are bytes. */
type Damage = (text: string, random: Random, secret: string) => string

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at)

const lines = (text: string): string[] => text.split('\n')

const flips: Damage = (text, random) => {
  const bytes = Buffer.from(text, 'latin1')
  for (let left = 1 + random.below(12); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256)
  return bytes.toString('latin1')
}

const deletion: Damage = (text, random) => {
  const at = random.below(text.length)
  return text.slice(0, at) + text.slice(at + 1 + random.below(random.pick([2, 20, 400])))
}

const insertion: Damage = (text, random) => insert(text, random.below(text.length), piece(random))

const piece = (random: Random): string => {
  const one = random.pick(pieces)
  return random.below(4) === 0 ? one.repeat(1 + random.below(50)) : one
}

/** What means something to a reader of one of the stores, and what should mean nothing to any. */
const pieces: readonly [string, ...string[]] = [
  '\0',
  '\t',
  '\r',
  '\r\n',
  '\n',
  '\n\n',
  ' ',
  '  ',
  '#',
  ' # ',
  ';',
  '"',
  "'",
  '`',
  '"""',
  '\\',
  '\\n',
  '\\u0000',
  '/*',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ': ',
  '=',
  '-',
  '- ',
  '? ',
  '|',
  '>',
  '|+9\n',
  '!',
  '!!binary ',
  '!!str',
  '&a ',
  '*a',
  '<<: ',
  '@',
  '%',
  '---\n',
  '...\n',
  '%YAML 1.1\n---\n',
  'null',
  '~',
  'true',
  '1e999',
  '-0',
  '0x1F',
  '9'.repeat(40),
  '2031-07-17',
  '.inf',
  'ENC[',
  'ENC[AES256_GCM,data:',
  ',iv:',
  ',tag:',
  ',type:str]',
  ',type:comment]',
  ',type:bytes]',
  ']',
  'sops:\n',
  '"sops": {',
  '[sops]\n',
  '[]\n',
  '[',
  'sops_mac=',
  'sops_',
  'sops_age__list_0__map_enc=',
  'sops_age__list_99999999__map_enc=x\n',
  'sops_key_groups__list_-1__map_x=1\n',
  `${'a__map_'.repeat(40)}=1\n`,
  '__map_',
  '__list_',
  'mac: x\n',
  'enc: |\n',
  'age:\n',
  'key_groups:\n',
  'shamir_threshold: -1\n',
  "encrypted_regex: '(a+)+$'\n",
  "encrypted_regex: '(?!x)'\n",
  'encrypted_suffix: ""\n',
  'unencrypted_comment_regex: (\n',
  'path_regex: [\n',
  'creation_rules:\n',
  '-----BEGIN AGE ENCRYPTED FILE-----\n',
  '-----END AGE ENCRYPTED FILE-----\n',
  '-----BEGIN PGP MESSAGE-----\n\n',
  '-> X25519 ',
  '--- ',
  '<<<<<<< HEAD\n',
  '=======\n',
  '>>>>>>> x\n',
  '{{ x }}',
  `\${X}`,
  '<x>',
  'leaktight:allow',
  ...[
    '\u{feff}',
    '\u{2028}',
    '\u{202e}',
    '\u{200b}',
    'é',
    'é',
    '漢字',
    '🔑',
    '\u{10ffff}',
    'İ',
    'ſ',
    '\u{85}',
    '\u{0}',
  ].map(bytesOf),
  '\xff\xfe',
  '\xed\xa0\x80',
  '\xc0\xaf',
  '\xf8\x88\x80\x80\x80',
]

const lineSplice: Damage = (text, random) => {
  const all = lines(text)
  const from = random.below(all.length)
  const block = all.splice(from, random.below(3) === 0 ? 0 : 1 + random.below(4))
  const copies = random.pick([0, 1, 1, 2, 3])
  for (let copy = 0; copy < copies; copy++) all.splice(random.below(all.length + 1), 0, ...block)
  return all.join('\n')
}

const doubled: Damage = (text, random) => {
  const from = random.below(text.length)
  const block = text.slice(from, from + random.below(text.length - from + 1))
  return insert(text, random.below(text.length), block)
}

const whole: Damage = (text, random) => random.pick([text + text, `${text}---\n${text}`, `${text}\n${text}`])

/** Ends at any byte, or right behind something that opens. */
const truncation: Damage = (text, random) => {
  if (random.below(2) === 0) return text.slice(0, random.below(text.length))
  const places = [...text.matchAll(/[:=[\]{},"|\n]|ENC\[|sops|mac|-----/g)].map(
    ({ index, 0: mark }) => index + mark.length,
  )
  return text.slice(0, places[random.below(places.length)] ?? 0)
}

const headless: Damage = (text, random) => text.slice(random.below(text.length))

const nesting: Damage = (text, random) => {
  const depth = random.pick([5, 50, 199, 201, 1000, 5000])
  const nested = random.pick([
    '['.repeat(depth),
    '{"a":'.repeat(depth),
    '- '.repeat(depth),
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
    Array.from({ length: Math.min(depth, 300) }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
  ])
  return insert(text, random.below(text.length), random.pick([nested, `\n${nested}\n`, `\nx: ${nested}\n`]))
}

const giant: Damage = (text, random) => {
  const unit = random.pick([
    'x',
    ' ',
    'A',
    '=',
    '"',
    '\\',
    '#',
    ',',
    '\t',
    'ab ',
    '[]',
    "'",
    'a: b ',
    '\n#',
    '\na=',
    '\n[a]',
    '\n- ',
    '\n\n',
    '\\\n',
    ' ENC[',
    '__map_',
    'é',
  ])
  return insert(text, random.below(text.length), unit.repeat(random.pick([200, 1000, 1000, 1000, 5000, 20_000])))
}

const aliases: Damage = (text, random) => {
  const wide = `[${Array.from({ length: 10 }, () => '*a').join(',')}]`
  const bomb = Array.from({ length: 12 }, (_, level) => `${level === 0 ? 'l0: &a x' : `l${level}: &a ${wide}`}\n`).join(
    '',
  )
  return random.below(2) === 0 ? bomb + text : insert(text, text.indexOf('\n', random.below(text.length)) + 1, bomb)
}

/** A value that somebody typed over ciphertext, whole or in part. */
const retyped: Damage = (text, random, secret) => {
  const found = [...text.matchAll(/ENC\[AES256_GCM,[^\]\n]*\]/g)]
  const one = found[random.below(found.length)]
  if (one === undefined) return text
  const at = one.index
  const end = at + one[0].length
  const plain = random.pick([
    secret,
    `${secret} and more`,
    `ENC[${secret}]`,
    `ENC[AES256_GCM,data:${secret},iv:${secret},tag:${secret},type:str]`,
    one[0] + secret,
    secret + one[0],
    one[0].replace('type:str', `type:${secret}`),
    `'${secret}'`,
    `|\n  ${secret}\n`,
    `${one[0]} # ${secret}`,
    `${one[0]}\n# ${secret}\n`,
    `[${secret}, {a: ${secret}}]`,
    `"${secret}`,
    `!${secret} ${one[0]}`,
    `&${secret} ${one[0]}`,
    `*${secret}`,
  ])
  return text.slice(0, at) + plain + text.slice(end)
}

const lineEnds: Damage = (text, random) =>
  text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n', ' \n', '\n ', '\n\t', '\\n', bytesOf('\u{2028}')]))

const utf16: Damage = (text, random) =>
  Buffer.from(
    `\u{feff}${Buffer.from(text, 'latin1').toString('utf8')}`,
    random.pick(['utf16le', 'utf8', 'utf16le']),
  ).toString('latin1')

const flipping: readonly [Damage, ...Damage[]] = [
  flips,
  flips,
  deletion,
  deletion,
  insertion,
  insertion,
  insertion,
  lineSplice,
  lineSplice,
  doubled,
  whole,
  truncation,
  truncation,
  headless,
  nesting,
  giant,
  aliases,
  retyped,
  retyped,
  retyped,
  retyped,
  lineEnds,
  utf16,
]

/** A file with one to four of all these damages, as bytes. */
export const damaged = (text: string, random: Random, secrets: readonly string[]): Buffer => {
  let bytes = bytesOf(text)
  for (let left = random.pick([1, 1, 1, 2, 2, 3, 4]); left > 0 && bytes.length > 0 && bytes.length < 200_000; left--)
    bytes = random.pick(flipping)(bytes, random, secrets[random.below(secrets.length)] ?? 'zqtyped01')
  return Buffer.from(bytes, 'latin1')
}
