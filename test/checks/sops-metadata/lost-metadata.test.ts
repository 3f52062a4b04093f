import { expect, test } from 'vitest'
import { encOf } from '../../support/enc.ts'
import { rulesAndLines, said } from './said.ts'

const enc = encOf()
const id = 'sops-meta-missing-field'

test.each<[path: string, text: string, line: number]>([
  ['secrets.yaml', `# our keys\na: ${enc}\nb:\n    - ${enc}\n    - 3\n`, 2],
  ['secrets.yaml', `a: ${enc}\n---\nb: ${enc}\n`, 1],
  ['secrets.yaml.enc', `a: ${enc}\n`, 1],
  ['secrets.yaml', `{"a": "${enc}"}`, 1],
  ['secrets.json', `{\n\t"a": "${enc}"\n}`, 2],
  ['prod.env', `# x\nA=${enc}\n`, 2],
  ['.env.production', `A=${enc}\n`, 1],
  ['app.ini', `[a]\nb = ${enc}\n`, 2],
  ['certificate.pem', `{\n\t"data": "${enc}"\n}\n`, 2],
  [
    'secret.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata:\n    name: a\n    namespace: b\ntype: Opaque\ndata:\n    a: ${enc}\n`,
    8,
  ],
  ['secrets.yaml', `a: plain\nb: text\nc: ${enc}\nsops: none\n`, 4],
  ['secrets.yaml', `a: plain\nb: text\nc: ${enc}\nsops:\n    lastmodified: "2026-01-02T03:04:05Z"\n`, 4],
  ['prod.env', `A=plain\nB=${enc}\nC=text\nsops_version=3.11.0\n`, 4],
])('%s of ciphertext without metadata is found: %#', async (path, text, line) => {
  expect(rulesAndLines(await said(path, text))).toEqual([[id, line]])
})

test.each([
  ['docs/secrets.md', `a: ${enc}\n`],
  ['src/example.ts', `a: ${enc}\n`],
  ['change.patch', `a: ${enc}\n`],
  ['notes.txt', `A value looks like this:\n${enc}\nand not like that.\n`],
  ['a.log', enc],
  ['values.yaml', `name: app\nreplicas: 3\nexample: ${enc}\n`],
  ['values.json', `{"name": "app", "replicas": 3, "example": "${enc}"}`],
  ['broken.yaml', `a: ${enc}\n b: [\n`],
  ['hiera.yaml', 'a: ENC[PKCS7,AAAA]\n'],
  ['damaged.yaml', 'a: ENC[AES256_GCM,data:AAAA]\n'],
  ['nothing.yaml', 'a: b\nsops: none\n'],
  [
    'rendered.yaml',
    `kind: List\nitems:\n    - kind: Secret\n      data:\n          a: ${enc}\n      sops:\n          mac: ${encOf('str', 128)}\n`,
  ],
  [
    'deployment.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata:\n    name: a\n    note: b\ndata:\n    a: ${enc}\n    b: cGxhaW4=\n`,
  ],
])('nothing is said about %s: %#', async (path, text) => {
  expect(await said(path, text)).toEqual([])
})
