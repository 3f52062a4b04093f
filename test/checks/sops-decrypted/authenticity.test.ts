import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decryptedRules } from '../../../src/checks/sops-decrypted/index.ts'
import type { Context, Document } from '../../../src/model/rule.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder, sopsEnvironment } from '../../support/sops.ts'

const plaintext = `# about
name: app
password: correct horse
profiles:
    dev:
        token: one two three
    prod:
        token: four five six
text_unencrypted: readable
`

type Found = [rule: string, line: number]

const foundIn = async (document: Document, context: Context): Promise<Found[]> => {
  const found: Found[] = []
  for (const rule of decryptedRules)
    for (const hit of await hitsOf(rule, document, context)) found.push([rule.meta.id, lineOf(document, hit)])
  return found
}

const lineWith = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length

const lines = (text: string, change: (lines: string[]) => void): string => {
  const all = text.split('\n')
  change(all)
  return all.join('\n')
}

describeWithSops('an encrypted file under its key', () => {
  let folder: SopsFolder
  let sealed: string
  let nowhere: string
  let context: Context
  beforeAll(() => {
    folder = makeSopsFolder()
    sealed = folder.encrypt('app.yaml', plaintext)
    nowhere = mkdtempSync(join(tmpdir(), 'leaktight-nowhere-'))
  })
  beforeEach(() => {
    context = contextOf({ keys: { env: sopsEnvironment(folder.folder), workTree: undefined } })
  })
  afterAll(() => {
    folder.remove()
    rmSync(nowhere, { recursive: true, force: true })
  })

  const found = (text: string): Promise<Found[]> => foundIn(documentOf('app.yaml', text), context)

  test('as sops wrote it says nothing', async () => {
    expect(await found(sealed)).toEqual([])
  })

  test('in INI with the two characters of a line break says nothing', async () => {
    const ini = folder.encrypt('app.ini', '[db]\npassword = one\\ntwo\nfolder_unencrypted = C:\\new\n')
    expect(await foundIn(documentOf('app.ini', ini), context)).toEqual([])
  })

  test('with a value changed that is not encrypted, has a wrong mac at the line of the mac', async () => {
    const text = sealed.replace('readable', 'altered')
    expect(await found(text)).toEqual([['sops-mac-mismatch', lineWith(text, '    mac:')]])
  })

  test('with a value removed has a wrong mac', async () => {
    const text = sealed.replace(/^name: .*\n/m, '')
    expect(await found(text)).toEqual([['sops-mac-mismatch', lineWith(text, '    mac:')]])
  })

  test('with a key renamed has a value that is not authentic, on its line', async () => {
    const text = sealed.replace(/^password:/m, 'passphrase:')
    expect(await found(text)).toEqual([['sops-leaf-unauthentic', lineWith(text, 'passphrase:')]])
  })

  test('with two values swapped has two of them', async () => {
    const text = lines(sealed, (all) => {
      const [one, other] = [5, 7].map((index) => all[index] ?? '')
      all[5] = other ?? ''
      all[7] = one ?? ''
    })
    expect(await found(text)).toEqual([
      ['sops-leaf-unauthentic', 6],
      ['sops-leaf-unauthentic', 8],
    ])
  })

  test.each(['iv', 'tag', 'data'])('with the %s of another value has one that is not authentic', async (part) => {
    const [, other = ''] = new RegExp(`^name:.*?${part}:([^,]*)`, 'm').exec(sealed) ?? []
    const text = sealed.replace(new RegExp(`(^password:.*?${part}:)[^,]*`, 'm'), `$1${other}`)
    expect(await found(text)).toEqual([['sops-leaf-unauthentic', 3]])
  })

  test('with a comment damaged is told so, and nothing more', async () => {
    const text = sealed.replace(
      /^(#ENC\[AES256_GCM,data:)(.)/,
      (_, before, first) => before + (first === 'A' ? 'B' : 'A'),
    )
    expect(await found(text)).toEqual([['sops-comment-unauthentic', 1]])
  })

  test('without a mac is not authentic', async () => {
    const text = sealed.replace(/^ {4}mac: .*$/m, '    mac: ""')
    expect(await found(text)).toEqual([['sops-mac-mismatch', lineWith(text, '    mac:')]])
  })

  test('with plaintext typed into it says nothing here: that needs no key', async () => {
    expect(await found(sealed.replace(/^password: .*$/m, 'password: typed'))).toEqual([])
  })

  test.each(['&x readable\nalso_unencrypted: *x', '!!str readable', '9223372036854775808'])(
    'with the plain value %s, which sops never writes, cannot be checked',
    async (written) => {
      await expect(found(sealed.replace('readable', written))).rejects.toThrow('the mac cannot be checked')
    },
  )

  test('without any key cannot be checked, which is said once', async () => {
    const keyless = contextOf({ keys: { env: { HOME: nowhere, PATH: nowhere }, workTree: undefined } })
    const document = documentOf('app.yaml', sealed)
    const outcomes = await Promise.allSettled(decryptedRules.map((rule) => hitsOf(rule, document, keyless)))
    const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(reasons).toEqual([expect.stringContaining('no key opens this file: no age identity of this machine fits')])
  })

  test('that names another Vault than VAULT_ADDR is handed to no sops', async () => {
    const vault = ['hc_vault:', '    - vault_address: https://vault.invalid', '      enc: vault:v1:x', '']
    const text = sealed.replace(/^ {4}age:\n(?: {8}.*\n)+/m, vault.map((line) => `    ${line}\n`).join(''))
    await expect(foundIn(documentOf('app.yaml', text), context)).rejects.toThrow('VAULT_ADDR')
  })

  test('opened by the real sops alone is judged alike, but for the line', async () => {
    // An identity that sops finds and this process does not look for.
    const { SOPS_AGE_KEY_FILE, ...env } = sopsEnvironment(folder.folder)
    const through = () =>
      contextOf({ keys: { env: { ...env, SOPS_AGE_KEY_CMD: `cat ${SOPS_AGE_KEY_FILE}` }, workTree: undefined } })
    expect(await foundIn(documentOf('app.yaml', sealed), through())).toEqual([])
    const list = folder.encrypt('list.yaml', 'list:\n    # first\n    - one\n    # second\n    - deep: two\n')
    expect(await foundIn(documentOf('list.yaml', list), through())).toEqual([])
    const changed = sealed.replace('readable', 'altered')
    expect(await foundIn(documentOf('app.yaml', changed), through())).toEqual([
      ['sops-mac-mismatch', lineWith(changed, '    mac:')],
    ])
    const renamed = sealed.replace(/^password:/m, 'passphrase:')
    expect(await foundIn(documentOf('app.yaml', renamed), through())).toEqual([['sops-leaf-unauthentic', 0]])
  })
})
