import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { sopsSamples } from '../../support/sops-samples.ts'
import { lineWith, rulesAndLines, said } from './said.ts'

/** A public key of ssh-keygen, as age takes it for a recipient. */
const sshKey = (folder: SopsFolder, name: string, ...args: readonly string[]): string => {
  const file = join(folder.folder, name)
  const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-N', '', '-C', '', '-f', file, ...args])
  if (status !== 0) throw new Error(`ssh-keygen: ${stderr}`)
  return readFileSync(`${file}.pub`, 'utf8').trim()
}

const config = (threshold: number | undefined, groups: readonly string[]): string =>
  `creation_rules:\n  - key_groups:\n${groups.map((age) => `      - age: ["${age}"]\n`).join('')}${
    threshold === undefined ? '' : `    shamir_threshold: ${threshold}\n`
  }`

const plaintexts: readonly [path: string, text: string][] = [
  ['a.yaml', 'a: one\n---\nb: two\n'],
  ['a.json', '{"a": "one"}'],
  ['a.env', 'A=one\n'],
  ['a.ini', '[a]\nb = one\n'],
  ['a.bin', 'one\n'],
]

describeWithSops('files that the real sops wrote', () => {
  let folder: SopsFolder
  beforeEach(() => {
    folder = makeSopsFolder()
  })
  afterEach(() => folder.remove())

  test('nothing is said about the samples of every store and selector', async () => {
    const other = makeSopsFolder()
    const samples = sopsSamples(folder, other.recipient).filter(({ name }) => name !== 'the metadata of an older sops')
    other.remove()
    expect(samples.length).toBeGreaterThan(20)
    for (const { path, text } of samples) expect({ path, said: await said(path, text) }).toEqual({ path, said: [] })
  })

  test.each([
    [undefined, 2],
    [2, 2],
    [2, 3],
    [3, 3],
  ])('nothing is said about key groups with a threshold of %s over %i', async (threshold, count) => {
    const others = Array.from({ length: count - 1 }, makeSopsFolder)
    folder.write('.sops.yaml', config(threshold, [folder.recipient, ...others.map(({ recipient }) => recipient)]))
    for (const other of others) other.remove()
    for (const [path, text] of plaintexts) {
      folder.write(path, text)
      folder.sops('--encrypt', '--in-place', path)
      expect({ path, said: await said(path, folder.read(path)) }).toEqual({ path, said: [] })
    }
  })

  test('sops writes a threshold over one group, which is said', async () => {
    folder.write('.sops.yaml', config(1, [folder.recipient]))
    folder.write('one.yaml', 'a: b\n')
    folder.sops('--encrypt', '--in-place', 'one.yaml')
    expect(rulesAndLines(await said('one.yaml', folder.read('one.yaml')))).toEqual([['sops-shamir-file', 3]])
  })

  test('several recipients in one group, ssh keys among them, are clean', async () => {
    const ed25519 = sshKey(folder, 'ed25519', '-t', 'ed25519')
    const rsa = sshKey(folder, 'rsa3072', '-t', 'rsa', '-b', '3072')
    const all = [folder.recipient, ed25519, rsa].join(',')
    for (const [path, text] of plaintexts) {
      folder.write(path, text)
      folder.sops('--encrypt', '--age', all, '--in-place', path)
      const encrypted = folder.read(path)
      expect(encrypted).toContain('ssh-rsa ')
      expect({ path, said: await said(path, encrypted) }).toEqual({ path, said: [] })
    }
  })

  test('an ssh-rsa recipient of 2048 bits is weak', async () => {
    const key = sshKey(folder, 'rsa2048', '-t', 'rsa', '-b', '2048')
    const text = folder.encrypt('weak.yaml', 'a: b\n', '--age', `${folder.recipient},${key}`)
    const [weak, ...others] = await said('weak.yaml', text)
    expect(others).toEqual([])
    expect(weak).toMatchObject({
      rule: 'sops-recipient-weak',
      severity: 'low',
      line: lineWith(text, /recipient: ssh-rsa/),
    })
    expect(weak?.note).toContain('2048 bits')
  })

  // age itself refuses to encrypt to these.
  test.each([
    [1024, 'high'],
    [1536, 'low'],
  ])('an ssh-rsa recipient of %i bits that stands in a file is weak', async (bits, severity) => {
    const key = sshKey(folder, `rsa${bits}`, '-t', 'rsa', '-b', String(bits))
    const text = folder.encrypt('weak.yaml', 'a: b\n').replace(folder.recipient, key)
    const found = (await said('weak.yaml', text)).filter(({ rule }) => rule === 'sops-recipient-weak')
    expect(found).toMatchObject([{ severity, line: lineWith(text, /recipient: ssh-rsa/) }])
    expect(found[0]?.note).toContain(`${bits} bits`)
  })

  test('an entry that was wrapped for another ssh key is found at its stanza', async () => {
    const one = sshKey(folder, 'one', '-t', 'ed25519')
    const other = sshKey(folder, 'other', '-t', 'ed25519')
    const text = folder.encrypt('swapped.yaml', 'a: b\n', '--age', `${folder.recipient},${one}`).replace(one, other)
    const [found, ...others] = await said('swapped.yaml', text)
    expect(others).toEqual([])
    const stanza = lineWith(text, /recipient: ssh/) + 3
    expect(found).toMatchObject({ rule: 'sops-enc-malformed', line: stanza })
    expect(found?.note).toContain('another key than its recipient')
  })

  test('sops agrees that it cannot read what is reported', () => {
    const text = folder.encrypt('refused.yaml', 'a: b\n')
    for (const [pattern, replacement] of [
      [/^ +mac: .*\n/m, ''],
      [/lastmodified: .*/, 'lastmodified: yesterday'],
      [/^ +lastmodified: .*\n/m, ''],
      [/^sops:[\s\S]*/m, 'sops: gone\n'],
      [/^sops:[\s\S]*/m, ''],
      [/^ +age:[\s\S]*?(?=^ {4}lastmodified)/m, ''],
      [/version:/, 'encrypted_regex: a\n    encrypted_suffix: b\n    version:'],
    ] as const) {
      const broken = text.replace(pattern, replacement)
      expect(broken).not.toBe(text)
      folder.write('refused.yaml', broken)
      expect(() => folder.sops('--decrypt', 'refused.yaml'), String(pattern)).toThrow()
    }
  })
})
