import { describe, expect, it } from 'vitest'
import { findKeyPair, keyPairs, nameOf } from '../../src/rotate/key-pair.ts'
import { readEncryptedFile } from '../../src/sops/encrypted-file.ts'

const enc = `ENC[AES256_GCM,data:eA==,iv:${'A'.repeat(43)}=,tag:${'A'.repeat(22)}==,type:str]`

const fileOf = async (body: string) => {
  const block = `sops:\n    lastmodified: "2026-01-01T00:00:00Z"\n    mac: ${enc}\n    version: 3.11.0\n`
  const file = await readEncryptedFile('a.yaml', `${body.replaceAll('?', enc)}${block}`)
  if (file === undefined) throw new Error('is none')
  return file
}

const found = async (body: string, profile?: string): Promise<string> => {
  try {
    const { id, secret } = findKeyPair(await fileOf(body), 'a.yaml', profile)
    return `${nameOf(id)} ${nameOf(secret)}`
  } catch (error) {
    return String(error)
  }
}

const top = 'aws_access_key_id: ?\naws_secret_access_key: ?\n'
const profiles =
  'profiles:\n    dev:\n        access_key_id: ?\n        secret_access_key: ?\n    prod:\n        access_key_id: ?\n        secret_access_key: ?\n'

describe('the pair of a file', () => {
  it.each([
    ['the one at the top', top + profiles, undefined, 'aws_access_key_id aws_secret_access_key'],
    ['the one of a profile', top + profiles, 'prod', 'profiles.prod.access_key_id profiles.prod.secret_access_key'],
    [
      'the only one',
      'aws:\n    AccessKeyId: ?\n    SecretAccessKey: ?\n',
      undefined,
      'aws.AccessKeyId aws.SecretAccessKey',
    ],
    [
      'one of several by their names',
      'AWS_ACCESS_KEY_ID_DEV: ?\nAWS_SECRET_ACCESS_KEY_DEV: ?\nAWS_ACCESS_KEY_ID_PROD: ?\nAWS_SECRET_ACCESS_KEY_PROD: ?\n',
      'prod',
      'AWS_ACCESS_KEY_ID_PROD AWS_SECRET_ACCESS_KEY_PROD',
    ],
  ])('is %s', async (_, body, profile, names) => {
    expect(await found(body, profile)).toBe(names)
  })

  it.each([
    ['several', profiles, undefined, /which key pair is meant is open: profiles\.dev\..*profiles\.prod\..*--profile/],
    ['none of the profile', profiles, 'stage', /has no key pair of a profile "stage"; there are: profiles\.dev\./],
    ['half a pair', 'aws_access_key_id: ?\n', undefined, /holds no AWS key pair/],
    ['a half in plaintext', 'aws_access_key_id: x\naws_secret_access_key: ?\n', undefined, /is in plaintext/],
    ['a key twice', `${top}aws_secret_access_key: ?\n`, undefined, /holds no AWS key pair|has a key twice/],
  ])('is told of where there is %s', async (_, body, profile, why) => {
    expect(await found(body, profile)).toMatch(why)
  })

  it('does not join halves of different names', async () => {
    expect(keyPairs(await fileOf('dev_access_key_id: ?\nprod_secret_access_key: ?\n'))).toEqual([])
  })
})
