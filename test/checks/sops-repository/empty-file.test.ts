import { expect, test } from 'vitest'
import { downgrade } from '../../../src/checks/sops/downgrade.ts'
import { emptyFile } from '../../../src/checks/sops-repository/empty-file.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`

const said = async (content: string, base: string | null | undefined): Promise<(string | undefined)[]> => {
  const document = documentOf('x.yaml', content, base === undefined ? {} : { base })
  const hits = [...(await hitsOf(emptyFile, document)), ...(await hitsOf(downgrade, document))]
  return hits.map(({ note }) => note)
}

const note = 'This file was SOPS-encrypted before the change and is empty now'

test('a file that was encrypted and is empty now is found, once', async () => {
  expect(await said('', encrypted)).toEqual([note])
  expect(await said('\n', encrypted)).toEqual([note])
})

test('new empty files, and those that never were encrypted, are clean', async () => {
  expect(await said('', null)).toEqual([])
  expect(await said('', undefined)).toEqual([])
  expect(await said('', 'a: b\n')).toEqual([])
  expect(await said('', `# ${encOf()}\n`)).toEqual([])
})

test('a file that is not empty is for another rule', async () => {
  const document = documentOf('x.yaml', 'a: b\n', { base: encrypted })
  expect(await hitsOf(emptyFile, document)).toEqual([])
})
