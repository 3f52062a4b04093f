import { expect, test } from 'vitest'
import { sopsRules } from '../../../src/checks/sops/index.ts'
import { dotenvLineEnds } from '../../../src/checks/sops-repository/dotenv-line-ends.ts'
import { builtinChecks } from '../../../src/commands/builtin-checks.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'
import { describeWithSops, makeSopsFolder } from '../../support/sops.ts'

const lines = async (path: string, content: string): Promise<number[]> => {
  const document = documentOf(path, content)
  return (await hitsOf(dotenvLineEnds, document)).map((hit) => lineOf(document, hit))
}

const dotenv = `A=${encOf()}\nB=${encOf()}\nsops_mac=${encOf()}\n`

test('Windows line ends in an encrypted dotenv file are found at the first of them', async () => {
  expect(await lines('x.env', dotenv.replaceAll('\n', '\r\n'))).toEqual([1])
  expect(await lines('x.env', dotenv.replace(/\n(?=sops)/, '\r\n'))).toEqual([2])
  expect(await lines('env.production', dotenv.replaceAll('\n', '\r\n'))).toEqual([1])
})

test('other line ends, other stores and files that are not encrypted are clean', async () => {
  expect(await lines('x.env', dotenv)).toEqual([])
  expect(await lines('x.env', 'A=b\r\nsops_mac=c\r\n')).toEqual([])
  expect(await lines('x.yaml', `a: ${encOf()}\r\nsops:\r\n  mac: ${encOf()}\r\n`)).toEqual([])
  expect(await lines('x.yaml', `a_sops_mac: ${encOf()}\r\nsops:\r\n  mac: ${encOf()}\r\n`)).toEqual([])
  expect(await lines('x.ini', `[a]\r\nb = ${encOf()}\r\n[sops]\r\nmac = ${encOf()}\r\n`)).toEqual([])
})

test('it is not said a second time that values are damaged', async () => {
  const said = async (text: string): Promise<string[]> => {
    const document = documentOf('x.env', text)
    const hits = await Promise.all(sopsRules.map((rule) => hitsOf(rule, document)))
    return sopsRules.flatMap(({ meta }, index) => ((hits[index] ?? []).length > 0 ? [meta.id] : []))
  }
  expect(await said(dotenv.replaceAll('\n', '\r\n'))).toEqual(await said(dotenv))
})

test('metadata of which the lines were changed cannot be read by SOPS, which is more than a question of taste', async () => {
  const severity = async (text: string) => (await hitsOf(dotenvLineEnds, documentOf('x.env', text)))[0]?.severity
  expect(await severity(dotenv.replaceAll('\n', '\r\n'))).toBe('high')
  expect(await severity(dotenv.replace(/\n(?=sops)/, '\r\n'))).toBeUndefined()
})

describeWithSops('the real sops', () => {
  test('finds one cause in such a file, and so does every rule', async () => {
    const folder = makeSopsFolder()
    try {
      const text = folder.encrypt('x.env', '# a\nA=b\n').replaceAll('\n', '\r\n')
      const document = documentOf('x.env', text)
      const said: string[] = []
      for (const rule of builtinChecks) {
        if (rule.advisory === true || rule.needs.includes('machine')) continue
        for (const _ of await hitsOf(rule, document, { ...contextOf(), now: () => new Date() })) said.push(rule.meta.id)
      }
      expect(said).toEqual(['sops-eol'])
    } finally {
      folder.remove()
    }
  })

  test('cannot decrypt such a file', () => {
    const folder = makeSopsFolder()
    try {
      const text = folder.encrypt('x.env', 'A=b\n')
      expect(folder.sops('--decrypt', 'x.env')).toContain('A=b')
      folder.write('x.env', text.replaceAll('\n', '\r\n'))
      expect(() => folder.sops('--decrypt', 'x.env')).toThrow()
    } finally {
      folder.remove()
    }
  })
})
