import { describe, expect, test } from 'vitest'
import { sampleConfig } from '../../src/commands/init/sample-config.ts'
import { defaultConfig, rulesOff } from '../../src/policy/config.ts'
import { checkRuleIds, parseConfig } from '../../src/policy/parse-config.ts'

const name = '.leaktight.yaml'
const parse = (text: string) => parseConfig(text, name)
const refusal = async (text: string): Promise<string> => {
  try {
    await parse(text)
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return error.message
    throw error
  }
  return 'accepted'
}

const complete = `
fail-on: high
rules:
  paths: [security/rules]
  generic-credential: off
  jwt: low
allow:
  - rule: jwt
    paths: ["docs/**"]
    value: 0123
    reason: an example
    expires: 2030-12-31
ignore:
  - paths: [vendor/]
    reason: not ours
sops:
  must-encrypt: ["secrets/*.yaml"]
  denied-recipients: [age1gone, 85D7 7543]
  minimum-recipients: 2
  decrypt: true
rotation:
  max-age-days: 30
  warn-days: 7
  overlap-days: 5
  unused-days: 20
  keys-max-age-days: 365
  overrides:
    - { paths: ["secrets/prod/**"], names: ["profiles.*"], max-age-days: 20 }
    - { names: ["*token*"], warn-days: 3 }
  exempt:
    - { names: [vendor.api_key], reason: the vendor rotates it, expires: 2030-12-31 }
leftovers: { directories: [~/Downloads] }
shred: { passes: 3, zero: false }
limits: { hold-bytes: 1048576 }
`

describe('parseConfig', () => {
  test('every key is read', async () => {
    expect(await parse(complete)).toEqual({
      name,
      failOn: 'high',
      rules: {
        paths: ['security/rules'],
        levels: new Map([
          ['generic-credential', 'off'],
          ['jwt', 'low'],
        ]),
      },
      allow: [{ rule: 'jwt', paths: ['docs/**'], value: '0123', reason: 'an example', expires: '2030-12-31' }],
      ignore: [{ paths: ['vendor/'], reason: 'not ours' }],
      sops: {
        mustEncrypt: ['secrets/*.yaml'],
        deniedRecipients: ['age1gone', '85D7 7543'],
        minimumRecipients: 2,
        decrypt: true,
      },
      rotation: {
        maxAgeDays: 30,
        warnDays: 7,
        overlapDays: 5,
        unusedDays: 20,
        keysMaxAgeDays: 365,
        overrides: [
          { paths: ['secrets/prod/**'], names: ['profiles.*'], maxAgeDays: 20 },
          { names: ['*token*'], warnDays: 3 },
        ],
        exempt: [{ names: ['vendor.api_key'], reason: 'the vendor rotates it', expires: '2030-12-31' }],
      },
      leftovers: { directories: ['~/Downloads'] },
      shred: { passes: 3, zero: false },
      limits: { holdBytes: 1_048_576 },
    })
  })

  test.each(['', '# only a comment\n', '---\n', '{}', sampleConfig])('%j leaves every default', async (text) => {
    expect(await parse(text)).toEqual(defaultConfig)
  })

  test('the sample of init is valid with every example in force', async () => {
    const config = await parse(sampleConfig.replace(/^# (?=[a-z-]+:| )/gm, ''))
    expect(config.allow).toHaveLength(1)
    expect(config.sops).toEqual({ decrypt: false, mustEncrypt: ['secrets/*.yaml'], minimumRecipients: 2 })
  })

  test.each(['1234', '0123', '12e4', '"3fa1"', '3fa1', '0x1f'])(
    'the fingerprint digits %s need no quotes, or are refused',
    async (value) => {
      const text = `allow: [{ rule: a, value: ${value}, reason: b }]`
      const plain = value.replaceAll('"', '')
      if (plain === '0x1f') return expect(await refusal(text)).toContain('it must be of the form "3fa1"')
      expect((await parse(text)).allow[0]?.value).toBe(plain)
    },
  )

  test.each([
    ['fial-on: high', '"fial-on" is not a known key; did you mean "fail-on"?'],
    ['fail-on: severe', '"fail-on" is "severe"; it must be low, medium, high or critical'],
    ['rules: { jwt: of }', '"rules.jwt" is "of"; it must be off, low, medium, high or critical; did you mean "off"?'],
    ['rotation: { max-age: 9 }', '"rotation.max-age" is not a known key'],
    ['rotation: { max-age-days: ninety }', '"rotation.max-age-days" is "ninety"; it must be a whole number'],
    ['rotation: { max-age-days: 1.5 }', '"rotation.max-age-days" is "1.5"; it must be a whole number'],
    ['rotation: { warn-days: 90 }', '"rotation.warn-days" is 90; it must be less than "max-age-days", which is 90'],
    [
      'rotation: { overrides: [{ max-age-days: 9 }] }',
      '"rotation.overrides[0]": "warn-days" is 14 there; it must be less than "max-age-days", which is 9\n.leaktight.yaml: "rotation.overrides[0]" needs "paths" or "names"',
    ],
    ['rotation: { overrides: [{ names: [a] }] }', '"rotation.overrides[0]" needs "max-age-days" or "warn-days"'],
    [
      'rotation: { overrides: [{ names: ["!a"], warn-days: 1 }] }',
      '"rotation.overrides[0].names[0]": "!a": a pattern cannot be negated; name what is meant',
    ],
    ['rotation: { exempt: [{ names: [a] }] }', '"rotation.exempt[0]" has no "reason"'],
    [
      'rotation: { exempt: [{ names: [a], reason: "  " }] }',
      '"rotation.exempt[0].reason" is "  "; it must be of the form "the vendor rotates it"',
    ],
    ['rotation: { exempt: [{ reason: a }] }', '"rotation.exempt[0]" needs "paths" or "names"'],
    [
      'rotation: { exempt: [{ names: [a], reason: b, expires: 2030-02-30 }] }',
      '"rotation.exempt[0].expires" is "2030-02-30"; there is no such day',
    ],
    ['allow: [{ rule: a, paths: [b] }]', '"allow[0]" has no "reason"'],
    ['allow: [{ rule: a, reason: b }]', '"allow[0]" needs "paths" or "value"'],
    ['allow: [{ rule: a, paths: [b], reason: "" }]', '"allow[0].reason" is empty'],
    [
      'allow: [{ rule: a, paths: [b], reason: c, expires: 2030-02-30 }]',
      '"allow[0].expires" is "2030-02-30"; there is no such day',
    ],
    [
      'allow: [{ rule: a, paths: [b], reason: c, expires: soon }]',
      '"allow[0].expires" is "soon"; it must be of the form "2030-12-31"',
    ],
    [
      'ignore: [{ paths: ["!a"], reason: b }]',
      '"ignore[0].paths[0]": "!a": a pattern cannot be negated; name what is meant',
    ],
    ['shred: { passes: 0 }', '"shred.passes" is 0; it must be at least 1'],
    ['shred: { zero: no }', '"shred.zero" is "no"; it must be true or false'],
    ['[]', 'the file is a list; it must be a mapping'],
    ['extends: x', '"extends" is not a known key'],
  ])('%s is refused', async (text, message) => {
    expect(await refusal(text)).toBe(`${name}: ${message}`)
  })

  test.each([
    ['rules:\n\tjwt: off', ':2:1: a tab cannot indent YAML; use spaces'],
    ['shred: {}\nshred: {}', ':2:1: the same key stands twice; keep one'],
    ['shred: [', ':1:9: not valid YAML'],
    ['a: *b', 'an alias has no anchor'],
    ['a: 1\n---\nb: 2', 'a second document begins here; keep one'],
    ['a: !thing x', 'not valid YAML'],
    [`a: ${'['.repeat(100_000)}`, ''],
    [`a: ${'x'.repeat(256 * 1024)}`, ': larger than 256 KiB'],
    [
      `a: &a [x]\n${[...Array(12).keys()]
        .map(
          (n) =>
            `b${n}: &b${n} [${Array(9)
              .fill(n === 0 ? '*a' : `*b${n - 1}`)
              .join(', ')}]`,
        )
        .join('\n')}`,
      'aliases stand for too much',
    ],
  ])('YAML flaw %# is one clear message', async (text, message) => {
    const said = await refusal(text)
    expect(said.startsWith(name)).toBe(true)
    expect(said).toContain(message)
    expect(said).not.toContain('\n')
  })

  test('all problems are told, up to ten', async () => {
    const lines = (await refusal([...Array(13).keys()].map((n) => `unheard-of-${n}: 1`).join('\n'))).split('\n')
    expect(lines).toHaveLength(11)
    expect(lines[10]).toBe(`${name}: and 3 more`)
  })

  test('a value pasted where its digits belong is not repeated', async () => {
    const value = ['hunter', 'two'].join('')
    expect(await refusal(`allow: [{ rule: a, reason: b, value: ${value} }]`)).not.toContain(value)
  })
})

describe('checkRuleIds', () => {
  test('a rule that does not exist is refused, with the one that was meant', async () => {
    const config = await parse('rules: { jtw: off }\nallow: [{ rule: jwtt, paths: [a], reason: b }]')
    expect(() => checkRuleIds(config, ['jwt', 'other'])).toThrow(
      '.leaktight.yaml: "rules": there is no rule "jtw"; did you mean "jwt"?\n' +
        '.leaktight.yaml: "allow[0].rule": there is no rule "jwtt"; did you mean "jwt"?',
    )
  })

  test('rules that exist pass, and those turned off are listed', async () => {
    const config = await parse('rules: { jwt: off, other: low }')
    expect(() => checkRuleIds(config, ['jwt', 'other'])).not.toThrow()
    expect([...rulesOff(config)]).toEqual(['jwt'])
  })
})
