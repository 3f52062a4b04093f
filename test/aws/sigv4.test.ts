import { describe, expect, test } from 'vitest'
import { authorization, canonicalRequest, type Signable, signed, stringToSign } from '../../src/aws/sigv4.ts'
import { Secret } from '../../src/model/secret.ts'

// The key pair of AWS's own documentation and of its published test suite, put together here.
const documented = {
  accessKeyId: ['AKID', 'EXAMPLE'].join(''),
  secretAccessKey: new Secret(['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/')),
}
const scope = { service: 'service', region: 'us-east-1', now: new Date('2015-08-30T12:36:00Z') }

const host = ['Host', 'example.amazonaws.com'] as const
const date = ['X-Amz-Date', '20150830T123600Z'] as const
const request = (parts: Partial<Signable> = {}): Signable => ({
  method: 'GET',
  path: '/',
  query: [],
  headers: [host, date],
  body: '',
  ...parts,
})
const headers = (...more: (readonly [string, string])[]): Partial<Signable> => ({ headers: [host, ...more, date] })
const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const

/** Cases of AWS's Signature Version 4 test suite, by its names; the signatures are the published ones. */
const published: readonly (readonly [name: string, request: Partial<Signable>, signature: string])[] = [
  ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-vanilla-query', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    {
      query: [
        ['Param2', 'value2'],
        ['Param1', 'value1'],
      ],
    },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-empty-query-key',
    { query: [['Param1', 'value1']] },
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-vanilla-query-order-value',
    {
      query: [
        ['Param1', 'value2'],
        ['Param1', 'value1'],
      ],
    },
    '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694',
  ],
  [
    'get-vanilla-query-unreserved',
    { query: [[unreserved, unreserved]] },
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-vanilla-utf8-query',
    { query: [['\u1234', 'bar']] },
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  ['get-utf8', { path: '/\u1234' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-space', { path: '/example space/' }, '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['get-relative', { path: '/example/..' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-relative-relative',
    { path: '/example1/example2/../..' },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  ['get-slash', { path: '//' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash-dot-slash', { path: '/./' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-slash-pointless-dot',
    { path: '/./example' },
    'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  ],
  ['get-slashes', { path: '//example//' }, '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84'],
  [
    'get-header-key-duplicate',
    headers(['My-Header1', 'value2'], ['My-Header1', 'value2'], ['My-Header1', 'value1']),
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-multiline',
    headers(['My-Header1', 'value1\n  value2\n     value3']),
    'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
  ],
  [
    'get-header-value-order',
    headers(['My-Header1', 'value4'], ['My-Header1', 'value1'], ['My-Header1', 'value3'], ['My-Header1', 'value2']),
    '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  ],
  [
    'get-header-value-trim',
    headers(['My-Header1', ' value1'], ['My-Header2', ' "a   b   c"']),
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-vanilla-query',
    { method: 'POST', query: [['Param1', 'value1']] },
    '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  ],
  [
    'post-header-key-sort',
    { method: 'POST', ...headers(['My-Header1', 'value1']) },
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    { method: 'POST', ...headers(['My-Header1', 'VALUE1']) },
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-x-www-form-urlencoded',
    { method: 'POST', headers: [form, host, date], body: 'Param1=value1' },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    { method: 'POST', headers: [['Content-Type', `${form[1]}; charset=utf8`], host, date], body: 'Param1=value1' },
    '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  ],
]

test.each(published)('%s of the published test suite', (_, parts, signature) => {
  expect(authorization(request(parts), documented, scope)).toMatch(new RegExp(`, Signature=${signature}$`))
})

describe('the example of the signing documentation, ListUsers of IAM', () => {
  const listUsers = request({
    query: [
      ['Action', 'ListUsers'],
      ['Version', '2010-05-08'],
    ],
    headers: [['Content-Type', `${form[1]}; charset=utf-8`], ['Host', 'iam.amazonaws.com'], date],
  })
  const iam = { ...scope, service: 'iam' }

  test('the canonical request', () => {
    expect(canonicalRequest(listUsers)).toBe(
      [
        'GET',
        '/',
        'Action=ListUsers&Version=2010-05-08',
        'content-type:application/x-www-form-urlencoded; charset=utf-8',
        'host:iam.amazonaws.com',
        'x-amz-date:20150830T123600Z',
        '',
        'content-type;host;x-amz-date',
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      ].join('\n'),
    )
  })

  test('the string to sign', () => {
    expect(stringToSign(listUsers, iam)).toBe(
      [
        'AWS4-HMAC-SHA256',
        '20150830T123600Z',
        '20150830/us-east-1/iam/aws4_request',
        'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
      ].join('\n'),
    )
  })

  test('the signature', () => {
    expect(authorization(listUsers, documented, iam)).toBe(
      `AWS4-HMAC-SHA256 Credential=${documented.accessKeyId}/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7`,
    )
  })
})

test('the token of a session is signed, and only its own header holds it', () => {
  const sessionToken = new Secret('a token')
  const added = signed(request({ headers: [host] }), { ...documented, sessionToken, source: 'a test' }, scope)
  expect(added.map(([name]) => name)).toEqual(['x-amz-date', 'x-amz-security-token', 'authorization'])
  expect(added.find(([name]) => name === 'authorization')?.[1]).toContain('host;x-amz-date;x-amz-security-token')
})
