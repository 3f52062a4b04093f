import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Gpg, hasGpg, makeGpg } from '../../support/gpg.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { lineWith, rulesAndLines, said } from './said.ts'

const rsa = (bits: number): readonly string[] => ['Key-Type: RSA', `Key-Length: ${bits}`, 'Key-Usage: sign,encrypt']

/** The block of a recipient, indented as sops indents it. */
const indented = (armor: string): string => armor.trimEnd().replace(/^(?=.)/gm, ' '.repeat(12))
const armored = / {12}-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/

describeWithSops('OpenPGP recipients of the real gpg', () => {
  if (!hasGpg) {
    test.skip('gpg is not on PATH', () => undefined)
    return
  }
  let folder: SopsFolder
  let gpg: Gpg
  const keys = new Map<string, string>()
  const keyOf = (name: string): string => keys.get(name) ?? ''
  const encrypted = (name: string, path = 'a.yaml', text = 'a: b\n'): string =>
    folder.encrypt(path, text, '--pgp', keyOf(name))

  beforeAll(() => {
    folder = makeSopsFolder()
    gpg = makeGpg(folder.folder)
    for (const bits of [1024, 1536, 2048, 3072, 4096]) keys.set(`rsa${bits}`, gpg.makeKey(`rsa${bits}`, ...rsa(bits)))
    const curve = ['Key-Type: EDDSA', 'Key-Curve: ed25519', 'Subkey-Type: ECDH', 'Subkey-Curve: cv25519']
    keys.set('curve', gpg.makeKey('curve', ...curve))
    const dsa = ['Key-Type: DSA', 'Key-Length: 1024', 'Subkey-Type: ELG-E', 'Subkey-Length: 1024']
    keys.set('elgamal', gpg.makeKey('elgamal', ...dsa))
  }, 120_000)
  afterAll(() => {
    gpg.stop()
    folder.remove()
  })

  test.each(['rsa3072', 'rsa4096', 'curve'])('%s is clean in every store', async (name) => {
    for (const [path, text] of [
      ['a.yaml', 'a: b\n'],
      ['a.json', '{"a": "b"}'],
      ['a.env', 'A=b\n'],
      ['a.ini', '[a]\nb = c\n'],
      ['a.bin', 'b'],
    ] as const) {
      const file = encrypted(name, path, text)
      expect(file).toContain('BEGIN PGP MESSAGE')
      expect({ path, said: await said(path, file) }).toEqual({ path, said: [] })
    }
  })

  test.each([
    ['rsa1024', 'high', '1024 bits'],
    ['rsa1536', 'low', '1536 bits'],
    ['rsa2048', 'low', '2048 bits'],
    ['elgamal', 'low', 'ElGamal'],
  ])('%s is weak', async (name, severity, what) => {
    for (let round = 0; round < 5; round++) {
      const text = encrypted(name)
      const found = await said('a.yaml', text)
      expect(found).toMatchObject([{ rule: 'sops-recipient-weak', severity, line: lineWith(text, /fp: /) }])
      expect(found[0]?.note).toContain(what)
    }
  })

  test('a data key that is wrapped for somebody else as well is found', async () => {
    const text = encrypted('rsa4096')
    for (const message of [
      gpg.encrypt('x'.repeat(32), [keyOf('rsa4096'), keyOf('curve')]),
      gpg.encrypt(
        'x'.repeat(32),
        [keyOf('rsa4096')],
        '--symmetric',
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        'x',
      ),
    ]) {
      const [found, ...others] = await said('a.yaml', text.replace(armored, indented(message)))
      expect(others).toEqual([])
      expect(found).toMatchObject({ rule: 'sops-enc-malformed' })
      expect(found?.note).toContain('2 readers')
    }
  })

  test('a message for a passphrase alone is found', async () => {
    const message = gpg.encrypt('x', [], '--symmetric', '--pinentry-mode', 'loopback', '--passphrase', 'x')
    const text = encrypted('curve').replace(armored, indented(message))
    expect(await said('a.yaml', text)).toMatchObject([{ rule: 'sops-enc-malformed' }])
  })

  test('damage is found on its line', async () => {
    const text = encrypted('rsa4096')
    const begin = lineWith(text, /BEGIN PGP MESSAGE/)
    const lines = text.split('\n')
    const changed = (line: number, change: (content: string) => string): string =>
      lines.map((content, index) => (index + 1 === line ? change(content) : content)).join('\n')
    const sum = lineWith(text, /^ +=[A-Za-z0-9+/]{4}$/m)
    const swap = (content: string): string => content.replace(/\S/, (letter) => (letter === 'A' ? 'B' : 'A'))
    for (const [broken, line] of [
      [changed(begin + 5, swap), sum],
      [changed(sum, (content) => content.replace(/=./, (pair) => (pair === '=A' ? '=B' : '=A'))), sum],
      [changed(begin + 5, (content) => content.slice(0, -1)), begin + 5],
      [changed(begin + 5, (content) => `${content} and`), begin + 5],
      [changed(begin, () => '            -----BEGIN PGP PUBLIC KEY BLOCK-----'), begin],
      [changed(sum + 1, () => ''), sum],
    ] as const)
      expect(rulesAndLines(await said('a.yaml', broken))).toEqual([['sops-enc-malformed', line]])
  })

  test('a block that was cut short is found, though its checksum is missing as well', async () => {
    const lines = encrypted('rsa4096').split('\n')
    const begin = lines.findIndex((line) => line.includes('BEGIN PGP MESSAGE'))
    const sum = lines.findIndex((line) => /^ +=[A-Za-z0-9+/]{4}$/.test(line))
    const whole = lines.toSpliced(sum, 1).join('\n')
    expect(await said('a.yaml', whole)).toEqual([])
    folder.write('a.yaml', whole)
    expect(folder.sops('--decrypt', 'a.yaml')).toBe('a: b\n')
    const short = lines.toSpliced(begin + 6, sum - begin - 5).join('\n')
    expect(await said('a.yaml', short)).toMatchObject([{ rule: 'sops-enc-malformed' }])
  })

  test('an old data key is said', async () => {
    const text = encrypted('curve')
    const later = new Date(Date.now() + 181 * 24 * 60 * 60 * 1000)
    expect(rulesAndLines(await said('a.yaml', text, later))).toEqual([
      ['sops-created-old', lineWith(text, /created_at/)],
    ])
  })
})
