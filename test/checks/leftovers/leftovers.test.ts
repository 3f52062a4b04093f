import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { leftoverKeyTree, summariseLeftovers } from '../../../src/checks/leftovers/index.ts'
import { examine } from '../../../src/engine/examine.ts'
import type { Finding } from '../../../src/model/finding.ts'
import { encSpans } from '../../../src/sops/enc.ts'
import { machineLimits } from '../../../src/sources/machine/options.ts'
import { machineSource } from '../../../src/sources/machine.ts'
import { contextOf, encryptedYaml } from './support.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'leaktight-leftovers-')))
  chmodSync(folder, 0o700)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const leftoversIn = async (): Promise<readonly Finding[]> => {
  const source = machineSource({
    directories: [folder],
    uid: process.getuid?.() ?? 0,
    exclude: () => false,
    limits: machineLimits,
  })
  const context = contextOf({ 'secrets/aws.yaml': encryptedYaml('aws_access_key_id', 'aws_secret_access_key') })
  const options = { limits: { holdBytes: 2 ** 20 }, ciphertext: encSpans }
  const examination = await examine(source, [leftoverKeyTree], context, options)
  expect(examination.errors).toEqual([])
  return summariseLeftovers(examination.findings, { readers: source.readers })
}

it('reports the update file of every guide, and no value of it', async () => {
  const values = [randomBytes(15).toString('hex'), randomBytes(30).toString('hex')]
  const path = join(folder, 'aws-update.yaml')
  writeFileSync(path, `aws_access_key_id: ${values[0]}\naws_secret_access_key: ${values[1]}\n`)
  const found = await leftoversIn()
  expect(found.map(({ rule, message, remedy, region }) => [rule, message, remedy, region?.startLine])).toEqual([
    ['leftover-plaintext', 'plaintext left behind: repeats the keys of secrets/aws.yaml', `leaktight shred ${path}`, 1],
  ])
  for (const value of values) expect(JSON.stringify(found)).not.toContain(value)
})

it('takes a file that was overwritten with zeros for no plaintext', async () => {
  writeFileSync(join(folder, 'aws-update.yaml'), Buffer.alloc(4_096))
  expect(await leftoversIn()).toEqual([])
})

it('takes an encrypted copy for no plaintext', async () => {
  writeFileSync(join(folder, 'aws.yaml'), encryptedYaml('aws_access_key_id', 'aws_secret_access_key'))
  expect(await leftoversIn()).toEqual([])
})
