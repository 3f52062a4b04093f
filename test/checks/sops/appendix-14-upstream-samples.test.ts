import { afterAll, beforeAll, expect, test } from 'vitest'
import { kubernetesRules } from '../../../src/checks/kubernetes/index.ts'
import { sopsRules } from '../../../src/checks/sops/index.ts'
import { hasMetadata } from '../../../src/sops/has-metadata.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { type SopsSample, sopsSamples } from '../../support/sops-samples.ts'

const rules = [...sopsRules, ...kubernetesRules].filter(({ advisory }) => !advisory)

const found = async ({ path, text }: SopsSample, config: string): Promise<string[]> => {
  const context = contextOf({ files: { '.sops.yaml': config }, policy: { mustEncrypt: ['**'] } })
  const document = documentOf(path, text, { base: text })
  const ids: string[] = []
  for (const rule of rules)
    for (const hit of await hitsOf(rule, document, context)) ids.push(`${rule.meta.id}: ${hit.note}`)
  return ids
}

describeWithSops('samples of everything that sops writes', () => {
  let folder: SopsFolder
  let samples: readonly SopsSample[]
  beforeAll(() => {
    folder = makeSopsFolder()
    const other = makeSopsFolder()
    samples = sopsSamples(folder, other.recipient)
    other.remove()
  })
  afterAll(() => folder.remove())

  test('there are at least 19, each encrypted, in all five stores', async () => {
    expect(samples.length).toBeGreaterThanOrEqual(19)
    for (const { path, text } of samples) {
      expect(text, path).toContain('ENC[AES256_GCM,')
      expect(await hasMetadata(path, text), path).toBe(true)
    }
    for (const suffix of ['.yaml', '.json', '.env', '.ini', '.txt'])
      expect(
        samples.some(({ path }) => path.endsWith(suffix)),
        suffix,
      ).toBe(true)
  })

  test('none has a finding, although every file must be encrypted', async () => {
    for (const sample of samples) expect(await found(sample, ''), sample.name).toEqual([])
  })

  test('the plaintext beside the sample has one', async () => {
    expect(await found({ name: '', path: 'app.env', text: 'A=b\n' }, '')).toHaveLength(1)
  })

  test('a .sops.yaml with age recipients has none', async () => {
    const config = `keys:\n  - &me ${folder.recipient}\ncreation_rules:\n  - path_regex: .*\n    age: ${folder.recipient}\n  - key_groups:\n      - age: [*me]\n`
    expect(await found({ name: '', path: '.sops.yaml', text: config }, config)).toEqual([])
  })
})
