import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEncryptedFile } from '../../src/sops/encrypted-file.ts'
import { macScope, macTime } from '../../src/sops/mac-scope.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../support/sops.ts'

const plaintext = `apiVersion: v1
float: 1.50
octal: 0777
grouped: 1_000
hex: 0x1F
day: 2001-12-14
time: 2001-12-14t21:59:43.10-05:00
quoted: "2001-12-14"
large: 1e22
small: 1.5e-9
no: No
yes: TRUE
infinite: .inf
nothing: ~
empty: ""
list: [a, b]
data:
  a: secret
  b: two
`

/** A change by hand, and whether SOPS itself still accepts the file. */
const changes: readonly (readonly [from: RegExp, to: string, verifies: boolean])[] = [
  [/^float: .*/m, 'float: 1.50', true],
  [/^float: .*/m, 'float: 1.51', false],
  [/^octal: .*/m, 'octal: 0777', true],
  [/^octal: .*/m, 'octal: 777', false],
  [/^grouped: .*/m, 'grouped: 1_000', true],
  [/^hex: .*/m, 'hex: "31"', true],
  [/^day: .*/m, 'day: 2001-12-14', true],
  [/^day: .*/m, 'day: "2001-12-14"', false],
  [/^time: .*/m, 'time: 2001-12-14 21:59:43.1', false],
  [/^large: .*/m, 'large: 10000000000000000000000', true],
  [/^small: .*/m, 'small: 0.0000000015', true],
  [/^"?yes"?: .*/m, 'yes: True', true],
  [/^"?yes"?: .*/m, 'yes: "true"', false],
  [/^nothing: .*/m, 'nothing:', true],
  [/^nothing: .*/m, 'nothing: {}', true],
  [/^empty: .*\n/m, '', true],
  [/^apiVersion: v1/m, 'apiVersion: [v, 1]', true],
  [/^apiVersion: v1/m, 'renamed: v1', true],
  [/^apiVersion: v1/m, 'apiVersion: v2', false],
  [/^apiVersion: v1/m, '# a comment\napiVersion: v1', true],
  [/^( +)- a\n +- b\n/m, '$1- b\n$1- a\n', false],
  [/^( +a: .*\n)( +b: .*\n)/m, '$2$1', false],
  [/^ +b: .*\n/m, '', false],
]

describeWithSops('what the MAC covers', () => {
  let folder: SopsFolder
  beforeAll(() => {
    folder = makeSopsFolder()
  })
  afterAll(() => folder.remove())

  const accepts = (text: string): boolean => {
    folder.write('changed.yaml', text)
    try {
      folder.sops('decrypt', 'changed.yaml')
      return true
    } catch {
      return false
    }
  }
  const scopeOf = async (text: string): Promise<string> => {
    const file = await readEncryptedFile('changed.yaml', text)
    return file === undefined ? 'no file' : macScope(file, text)
  }

  test('is the same after exactly those changes by hand that SOPS accepts', async () => {
    const before = folder.encrypt('changed.yaml', plaintext, '--encrypted-regex', '^data$')
    const scope = await scopeOf(before)
    expect(accepts(before)).toBe(true)
    for (const [from, to, verifies] of changes) {
      const after = before.replace(from, to)
      expect(after, to).not.toBe(before)
      expect(accepts(after), `${to} for SOPS`).toBe(verifies)
      expect((await scopeOf(after)) === scope, to).toBe(verifies)
    }
  })

  test('leaves plain values out where the MAC is of encrypted ones only', async () => {
    const before = folder.encrypt('changed.yaml', plaintext, '--encrypted-regex', '^data$', '--mac-only-encrypted')
    const after = before.replace('apiVersion: v1', 'apiVersion: v2')
    expect(accepts(after)).toBe(true)
    expect(await scopeOf(after)).toBe(await scopeOf(before))
    expect(await scopeOf(before.replace(/^ +b: .*\n/m, ''))).not.toBe(await scopeOf(before))
  })
})

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.6+00:00', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05+02:00', '2026-01-02T03:04:05+02:00'],
])('%s authenticates the MAC as %s', (written, time) => expect(macTime(written)).toBe(time))
