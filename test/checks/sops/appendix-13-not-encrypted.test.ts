import { expect, test } from 'vitest'
import { kubernetesRules } from '../../../src/checks/kubernetes/index.ts'
import { sopsRules } from '../../../src/checks/sops/index.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { encOf } from '../../support/enc.ts'

const found = async (path: string, text: string, base: string): Promise<string[]> => {
  const context = contextOf({ files: { '.sops.yaml': 'creation_rules:\n  - path_regex: ^secrets/\n' } })
  const document = documentOf(path, text, { base })
  const ids: string[] = []
  for (const rule of [...sopsRules, ...kubernetesRules]) {
    if ((await hitsOf(rule, document, context)).length > 0) ids.push(rule.meta.id)
  }
  return ids
}

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`

test.each([
  ['# SOPS uses ENC[AES256_GCM,…] in a comment', '# SOPS uses ENC[AES256_GCM,data:…,iv:…,tag:…,type:str]\na: plain\n'],
  ['a whole encrypted value in a comment', `# was ${encOf()}\na: plain\n`],
  ['https://sops:8200 in a value', 'a: https://sops:8200\n'],
  ['a commented sops block', `a: plain\n# sops:\n#   mac: ${encOf()}\n`],
  ['a sops block in a block scalar', `a: |\n  text\n  sops:\n    mac: ${encOf()}\n`],
])('a plaintext file with %s is not encrypted', async (_, text) => {
  expect(await found('secrets/a.yaml', text, encrypted)).toEqual(['sops-plain-required', 'sops-downgrade'])
})

test('a Secret with ciphertext in a comment and in one value hides no other', async () => {
  const manifest = `# ${encOf()}\napiVersion: v1\nkind: Secret\nstringData:\n  a: ${encOf()}\n  b: plain text\n`
  expect(await found('k8s/a.yaml', manifest, manifest)).toEqual(['kubernetes-plain-secret'])
})
