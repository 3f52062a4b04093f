import { expect, test } from 'vitest'
import { encSpans, parseEnc } from '../../src/sops/enc.ts'
import { encOf } from '../support/enc.ts'

const good = encOf()

test.each(['str', 'int', 'float', 'bool', 'bytes', 'time', 'comment'])('a value of type %s is read', (type) => {
  expect(parseEnc(encOf(type))?.type).toBe(type)
})

test('the parts are read', () => {
  expect(parseEnc(good)).toEqual({
    data: Buffer.alloc(5, 0x5a).toString('base64'),
    iv: Buffer.alloc(32, 0x5a).toString('base64'),
    tag: Buffer.alloc(16, 0x5a).toString('base64'),
    type: 'str',
  })
})

test.each([
  ['text after it', `${good}tail`],
  ['a line break after it', `${good}\n`],
  ['text before it', `x${good}`],
  ['only the prefix', 'ENC[AES256_GCM,data:hidden]'],
  ['the ellipsis of a document', 'ENC[AES256_GCM,…]'],
  ['an unknown type', encOf('string')],
  ['no data', good.replace(/data:[^,]+/, 'data:')],
  ['another cipher', good.replace('AES256_GCM', 'AES128_GCM')],
  ['a short iv', good.replace(/iv:[^,]+/, `iv:${Buffer.alloc(12).toString('base64')}`)],
  ['a short tag', good.replace(/tag:[^,]+/, `tag:${Buffer.alloc(15).toString('base64')}`)],
  ['base64 without padding', good.replace(/data:[^,]+/, 'data:Wlo')],
  ['base64 with one character over', good.replace(/data:[^,]+/, 'data:WlpaW===')],
  ['base64 with unused bits set', good.replace(/data:[^,]+/, 'data:Wlp=')],
  ['an iv with unused bits set', good.replace(/iv:[^,]+/, (iv) => `${iv.slice(0, -2)}p=`)],
  ['the alphabet of URLs', good.replace(/data:[^,]+/, 'data:Wl-_')],
  ['a greedy twin', `${good.slice(0, -1)},type:str]`],
])('%s is not an encrypted value', (_, text) => {
  expect(parseEnc(text)).toBeUndefined()
})

test('spans name every value in a text and nothing beside it', () => {
  const text = `# SOPS uses ENC[AES256_GCM,…]\na: ${good}\nb: x${encOf('int')}y ENC[AES256_GCM,data:${good}\n`
  expect([...encSpans(text)].map(([start, end]) => text.slice(start, end))).toEqual([good, encOf('int'), good])
})

test('a long text without any end is passed over', () => {
  expect([...encSpans('ENC[AES256_GCM,data:'.repeat(20_000))]).toEqual([])
  expect([...encSpans(`ENC[AES256_GCM,data:${'A'.repeat(1_000_000)}`)]).toEqual([])
})
