import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { type AgeOpener, ageOpener } from '../../../src/sops/crypto/age.ts'
import { authenticate } from '../../../src/sops/crypto/authenticate.ts'
import { dataKeyOf } from '../../../src/sops/crypto/data-key.ts'
import { type EncryptedFile, readEncryptedFile } from '../../../src/sops/encrypted-file.ts'
import { isPlain } from '../../../src/sops/plaintext.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder, sopsEnvironment } from '../../support/sops.ts'
import { mutationsOf } from '../../support/sops-mutations.ts'
import { type SopsSample, typedSamples } from '../../support/sops-typed-samples.ts'

/** How many random changes are put before both; more by hand. */
const mutations = Number(process.env.LEAKTIGHT_SOPS_MUTATIONS ?? 40)

const openers = new Map<string, AgeOpener>()

const openerIn = async ({ folder }: SopsFolder): Promise<AgeOpener> => {
  const known = openers.get(folder)
  if (known !== undefined) return known
  const words = readFileSync(join(folder, 'home', 'key.txt'), 'utf8').split(/\s+/)
  const made = await ageOpener(words.map((word) => new Secret(word)))
  if (made === undefined) throw new Error('no identity')
  openers.set(folder, made)
  return made
}

/** One sample imitates an older sops, which the real one does not open. */
const isReal = ({ path }: SopsSample): boolean => path !== 'old.yaml'

const refusal = (file: EncryptedFile, text: string, key: Buffer): string | undefined => {
  if (file.problems.length > 0) return 'unreadable'
  if (file.leaves.some(isPlain)) return 'plain'
  const { unauthentic, mac } = authenticate(file, text, key, () => {})
  if (unauthentic.length > 0) return 'leaf'
  return mac === 'right' ? undefined : `mac ${mac}`
}

describeWithSops('what a key proves', () => {
  let folder: SopsFolder
  let samples: readonly SopsSample[] = []
  beforeAll(() => {
    folder = makeSopsFolder()
    samples = typedSamples(folder)
  }, 120_000)
  afterAll(() => folder.remove())

  const judge = async (path: string, text: string): Promise<string | undefined> => {
    const file = await readEncryptedFile(path, text)
    const key = file && (await dataKeyOf(file.metadata, await openerIn(folder)))
    return file === undefined || key === undefined ? 'no key' : refusal(file, text, key)
  }

  test('what sops wrote is authentic', async () => {
    const judged: Record<string, string | undefined> = {}
    for (const { name, path, text } of samples) judged[name] = await judge(path, text)
    expect(Object.fromEntries(Object.entries(judged).filter(([, verdict]) => verdict !== undefined))).toEqual({})
    expect(samples.length).toBeGreaterThan(20)
  })

  test('what somebody changed is refused where sops refuses it, and nowhere else', async () => {
    const disagreed: unknown[] = []
    const seen = { accepted: 0, refused: 0 }
    const program = process.env.LEAKTIGHT_SOPS ?? 'sops'
    for (const { sample, how, text } of mutationsOf(samples.filter(isReal), mutations)) {
      folder.write(`mutated/${sample.path}`, text)
      const sops = spawnSync(program, ['decrypt', `mutated/${sample.path}`], {
        cwd: folder.folder,
        env: sopsEnvironment(folder.folder),
      })
      const ours = await judge(sample.path, text)
      seen[sops.status === 0 ? 'accepted' : 'refused']++
      if ((sops.status === 0) !== (ours === undefined))
        disagreed.push({ sample: sample.name, how, ours, sops: sops.status })
    }
    if (mutations > 100) process.stderr.write(`${JSON.stringify(seen)}\n`)
    expect(disagreed).toEqual([])
    expect(seen.refused).toBeGreaterThan(mutations / 4)
  }, 900_000)
})
