import { describe, expect, test } from 'vitest'
import { endpointOf } from '../../src/aws/endpoints.ts'
import { UserError } from '../../src/model/errors.ts'

const shown = (service: 'iam' | 'sts', env: NodeJS.ProcessEnv): string => {
  const { url, region } = endpointOf(service, env)
  return `${url.href} ${region}`
}

describe('where a service is asked, by region', () => {
  test.each([
    [undefined, 'https://iam.amazonaws.com/ us-east-1', 'https://sts.us-east-1.amazonaws.com/ us-east-1'],
    ['', 'https://iam.amazonaws.com/ us-east-1', 'https://sts.us-east-1.amazonaws.com/ us-east-1'],
    ['eu-central-1', 'https://iam.amazonaws.com/ us-east-1', 'https://sts.eu-central-1.amazonaws.com/ eu-central-1'],
    [
      'ap-southeast-7',
      'https://iam.amazonaws.com/ us-east-1',
      'https://sts.ap-southeast-7.amazonaws.com/ ap-southeast-7',
    ],
    [
      'cn-northwest-1',
      'https://iam.cn-north-1.amazonaws.com.cn/ cn-north-1',
      'https://sts.cn-northwest-1.amazonaws.com.cn/ cn-northwest-1',
    ],
    [
      'us-gov-east-1',
      'https://iam.us-gov.amazonaws.com/ us-gov-west-1',
      'https://sts.us-gov-east-1.amazonaws.com/ us-gov-east-1',
    ],
  ])('%s', (region, iam, sts) => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
      expect(shown('iam', { [name]: region })).toBe(iam)
      expect(shown('sts', { [name]: region })).toBe(sts)
    }
  })

  test('AWS_REGION goes before AWS_DEFAULT_REGION', () => {
    expect(endpointOf('sts', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' }).region).toBe('eu-west-1')
  })

  test.each([
    'evil.example/',
    'eu-west-1.evil.example',
    'EU-WEST-1',
    'x',
    'a@b-c-1',
    'aws-global\n',
    'us-iso-east-1',
    'us-isob-east-1',
  ])('what is no name of a region is refused: %j', (region) => {
    expect(() => endpointOf('sts', { AWS_REGION: region })).toThrow(UserError)
  })
})

describe('a configured endpoint', () => {
  const all = 'https://all.example'
  test('of the service goes before that of all services', () => {
    const env = { AWS_ENDPOINT_URL: all, AWS_ENDPOINT_URL_IAM: 'https://iam.example/base', AWS_REGION: 'eu-west-1' }
    expect(shown('iam', env)).toBe('https://iam.example/base us-east-1')
    expect(shown('sts', env)).toBe('https://all.example/ eu-west-1')
  })

  test('is ignored where that is asked for', () => {
    for (const value of ['true', 'TRUE'])
      expect(endpointOf('iam', { AWS_ENDPOINT_URL: all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: value }).url.host).toBe(
        'iam.amazonaws.com',
      )
    expect(endpointOf('iam', { AWS_ENDPOINT_URL: all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }).url.host).toBe(
      'all.example',
    )
  })

  test.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566', 'http://127.8.8.8'])(
    '%s is this machine, which needs no TLS',
    (url) => {
      expect(endpointOf('iam', { AWS_ENDPOINT_URL: url }).url.protocol).toBe('http:')
    },
  )

  test.each([
    'http://iam.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://127.0.0.1@evil.example',
    'http://0.0.0.0',
    'http://[::2]',
    'http://10.0.0.1',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'iam.example',
    'https://user:word@iam.example',
    '//x',
  ])('%s is refused', (url) => {
    expect(() => endpointOf('iam', { AWS_ENDPOINT_URL: url })).toThrow(UserError)
  })

  test('a password in it is not repeated', () => {
    const word = 'a-password'
    expect(() => endpointOf('iam', { AWS_ENDPOINT_URL: `https://user:${word}@iam.example` })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(word) }),
    )
  })
})
