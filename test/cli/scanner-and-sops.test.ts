import { afterEach, beforeEach, expect, test } from 'vitest'
import { encOf } from '../support/enc.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const found = async (path: string, text: string): Promise<string[]> => {
  repository.write(path, text)
  const { stdout } = await repository.leaktight(['scan', '--format', 'json', path])
  const { findings, errors } = JSON.parse(stdout)
  expect(errors).toEqual([])
  return findings.map(
    ({ rule, region }: { rule: string; region?: { startLine: number } }) => `${rule} ${region?.startLine}`,
  )
}

const pair = awsPair(7)
const armored = (line: string): string =>
  `        -----BEGIN AGE ENCRYPTED FILE-----\n        ${line}\n        -----END AGE ENCRYPTED FILE-----\n`
const block = (line: string): string =>
  `sops:\n  age:\n    - recipient: age1example\n      enc: |\n${armored(line)}  lastmodified: "2025-06-01T10:00:00Z"\n  mac: ${encOf('str', 128)}\n  encrypted_regex: ^data$\n  version: 3.11.0\n`

const rules = (all: readonly string[]): string[] => all.filter((said) => said.startsWith('aws-'))

test('what the selectors leave in plaintext is scanned like any file', async () => {
  const text = `data: ${encOf()}\nnote: ${pair.id}\n${block(encOf().slice(20, 60))}`
  expect(rules(await found('a.yaml', text))).toEqual(['aws-access-key-id 2'])
})

test('ciphertext and wrapped data keys are no place for patterns', async () => {
  const hidden = (key: string): string => encOf('str', 15).replace(/data:[^,]+/, `data:${key}`)
  const text = `data: ${hidden(pair.id)}\n${block(pair.id)}`
  expect(rules(await found('a.yaml', text))).toEqual([])
})

test('the same text is scanned where only the prefix of ciphertext stands, or the armor is none of SOPS', async () => {
  expect(rules(await found('a.yaml', `data: ENC[${pair.id}]\n`))).toEqual(['aws-access-key-id 1'])
  expect(rules(await found('b.yaml', `enc: |\n${armored(pair.id)}`))).toEqual(['aws-access-key-id 3'])
  expect(rules(await found('c.yaml', `data: ${encOf()}${pair.id}\n${block('AAAA')}`))).toEqual(['aws-access-key-id 1'])
})
