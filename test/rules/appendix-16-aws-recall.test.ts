import { describe, expect, test } from 'vitest'
import { drawFrom } from '../../src/rules/prng.ts'
import { valuesOf } from './support/find.ts'
import { libraryRule } from './support/library.ts'

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const count = 20_000

type Shape = (id: string, secret: string, index: number) => string

const shapes: Readonly<Record<string, Shape>> = {
  'YAML block': (id, secret) => `- aws_access_key_id: ${id}\n  aws_secret_access_key: ${secret}\n`,
  'YAML flow': (id, secret, index) =>
    `p${index}: {access_key_id: ${id}, secret_access_key: ${secret}, region: eu-west-1}\n`,
  'YAML folded': (id, secret) => `- aws_access_key_id: >-\n    ${id}\n  aws_secret_access_key: >-\n    ${secret}\n`,
  JSON: (id, secret) => `{"accessKeyId":"${id}","secretAccessKey":"${secret}","region":"eu-west-1"}\n`,
  'accessKeys.csv': (id, secret) => `Access key ID,Secret access key\r\n${id},${secret}\r\n`,
  'rootkey.csv': (id, secret) => `AWSAccessKeyId=${id}\r\nAWSSecretKey=${secret}\r\n`,
  INI: (id, secret, index) => `[p${index}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n\n`,
  dotenv: (id, secret) => `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY="${secret}"\n`,
  tfvars: (id, secret) => `access_key = "${id}"\nsecret_key = "${secret}"\n`,
  XML: (id, secret) =>
    `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey></Credentials>\n`,
  'shell export': (id, secret) => `export AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY='${secret}'; aws s3 ls\n`,
  'STS JSON': (id, secret) =>
    `{\n    "Credentials": {\n        "AccessKeyId": "${id}",\n        "SecretAccessKey": "${secret}",\n        "SessionToken": "x"\n    }\n}\n`,
}

const draw = drawFrom(20260101)
const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(draw(alphabet.length))).join('')

const pairs = Array.from({ length: count }, () => ({ id: `AKIA${pick(base32, 16)}`, secret: pick(base64, 40) }))
const idRule = await libraryRule('aws-access-key-id')
const secretRule = await libraryRule('aws-secret-access-key')

/** Secrets that were missed although a character at their edge is the only thing special about them. */
const atEdges = (missed: readonly string[]): string[] => missed.filter((secret) => /^[+/]|[+/]$/.test(secret))

describe.each(Object.entries(shapes))('appendix A 16: %s', (_, shape) => {
  const text = pairs.map(({ id, secret }, index) => shape(id, secret, index)).join('')

  test('at least 99.9 % of 20,000 drawn secrets are found, and none is missed for the characters at its edges', async () => {
    const found = new Set(await valuesOf(secretRule, text))
    const missed = pairs.map(({ secret }) => secret).filter((secret) => !found.has(secret))
    expect(missed.length).toBeLessThanOrEqual(count / 1000)
    expect(atEdges(missed)).toEqual([])
    expect(found.size).toBeLessThanOrEqual(count)
  })

  test('every one of 20,000 drawn ids is found', async () => {
    const found = new Set(await valuesOf(idRule, text))
    expect(pairs.filter(({ id }) => !found.has(id))).toEqual([])
  })
})

const edges = ['+', '/', '"', "'", ',', ';', '`', ')', ']', '}', '<', '|', '\\n', ' ', '\t', '\r\n', '&', '#', ':', '']

test('a secret is found whatever stands behind it and whatever it begins and ends with', async () => {
  for (const first of ['+', '/', 'A', 'z', '0']) {
    for (const last of ['+', '/', 'A', 'z', '0']) {
      const secret = first + pick(base64, 38) + last
      for (const after of edges.filter((edge) => edge !== '+' && edge !== '/')) {
        expect(await valuesOf(secretRule, `aws_secret_access_key=${secret}${after}`)).toEqual([secret])
      }
    }
  }
})

test('an id is found whatever stands around it', async () => {
  for (const before of [...edges, '=', '_', '-', 'ä']) {
    for (const after of [...edges, '=', '_', '-', 'ä']) {
      const id = `AKIA${pick(base32, 16)}`
      expect(await valuesOf(idRule, `${before.replace('\\n', '\n')}${id}${after}`)).toEqual([id])
    }
  }
})
