import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Obstacle, partsOf } from '../../../../src/sources/machine/packed/unpacked.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktight-packed-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = `region: eu-west-1\nname: ${'a+/'.repeat(40)}\n`
const mebibyte = 1024 * 1024

const unpack = async (name: string, bytes: Uint8Array, perFile = 16 * mebibyte, left = 16 * mebibyte) => {
  const notes: Obstacle[] = []
  const allowance = { perFile, left }
  const parts: [string, string, string][] = []
  const isWanted = (one: string) => !one.endsWith('.png')
  for await (const part of partsOf(name, Buffer.from(bytes), { allowance, isWanted, note: (one) => notes.push(one) }))
    parts.push([part.within, part.name, part.bytes.toString('latin1')])
  return { parts, notes, left: allowance.left }
}

const put = (path: string, content: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

const inFolder = (program: string, ...args: string[]): Buffer =>
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })

describe('what is packed in a file', () => {
  it('comes out of gzip, of several members too', async () => {
    const { parts, notes } = await unpack('aws.yaml.gz', Buffer.concat([gzipSync('a: 1\n'), gzipSync(text)]))
    expect([parts, notes]).toEqual([[['gzip', 'aws.yaml', `a: 1\n${text}`]], []])
  })

  it.each(['gnu', 'pax', 'ustar', 'v7'])('comes out of a %s archive of tar, under its name', async (format) => {
    const long = format === 'v7' ? 'secrets/aws.yaml' : `secrets/${'long/'.repeat(25)}aws.yaml`
    put(long, text)
    put('picture.png', text)
    put('a/node_modules/b/aws.yaml', text)
    put('empty.yaml', '')
    const tar = inFolder('tar', `--format=${format}`, '-cf', '-', 'secrets', 'picture.png', 'a', 'empty.yaml')
    const { parts, notes } = await unpack('r.tar', tar)
    expect([parts, notes]).toEqual([[[`tar: ${long}`, long, text]], []])
  })

  it('comes out of a compressed archive in base64', async () => {
    put('aws.yaml', text)
    const encoded = inFolder('sh', '-c', 'tar -czf - aws.yaml | base64')
    expect((await unpack('r.tgz.b64', encoded)).parts).toEqual([['base64, gzip, tar: aws.yaml', 'aws.yaml', text]])
  })

  it('comes out of zip, deflated or stored', async () => {
    put('secrets/aws.yaml', text)
    put('b.yaml', 'b: 1\n')
    inFolder('git', 'init', '-q')
    inFolder('git', 'add', '.')
    const tree = inFolder('git', 'write-tree').toString().trim()
    for (const level of ['-0', '-9']) {
      const zip = inFolder('git', 'archive', '--format=zip', level, tree)
      const { parts, notes } = await unpack('r.zip', zip)
      expect([parts, notes]).toEqual([
        [
          ['zip: b.yaml', 'b.yaml', 'b: 1\n'],
          ['zip: secrets/aws.yaml', 'secrets/aws.yaml', text],
        ],
        [],
      ])
    }
  })

  it.each([
    ['lines', (encoded: string) => `${encoded.replace(/.{76}/g, '$&\n')}\n`],
    [
      'lines that were quoted',
      (encoded: string) => `Hello\n${encoded.replace(/.{76}/g, '$&\n').replace(/^/gm, '> ')}\n`,
    ],
    [
      'lines with CR LF between marks',
      (encoded: string) => `-----BEGIN X-----\r\n${encoded.replace(/.{64}/g, '$&\r\n')}\r\n-----END X-----\r\n`,
    ],
    ['one word of a command', (encoded: string) => `echo '${encoded}' | base64 -d > aws.yaml\n`],
    [
      'the alphabet of URLs',
      (encoded: string) => encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    ],
  ])('comes out of base64 in %s', async (_, written) => {
    const { parts } = await unpack('notes.txt', Buffer.from(written(Buffer.from(text).toString('base64'))))
    expect(parts).toEqual([['base64', 'notes.txt', text]])
  })

  it('is not made up from words, hashes, paths and keys', async () => {
    const lines = [
      '0123456789abcdef'.repeat(4),
      `/usr/${'lib/'.repeat(20)}x`,
      'aLongNameThatSomebodyGaveToAFunction',
      'Zq3'.repeat(30),
    ]
    expect((await unpack('notes.txt', Buffer.from(lines.join('\n')))).parts).toEqual([])
  })
})

describe('what stands beside what is packed', () => {
  it.each([
    ['at the end of the archive', Buffer.alloc(0)],
    ['behind its last blocks', Buffer.alloc(10240)],
  ])('%s of tar is looked at as it is', async (_, zeros) => {
    put('a.yaml', 'a: 1\n')
    const tar = inFolder('tar', '-b1', '-cf', '-', 'a.yaml')
    const { parts } = await unpack('r.tar', Buffer.concat([tar, zeros, Buffer.from(text)]))
    expect(parts.map(([within, , content]) => [within, content])).toEqual([
      ['tar: a.yaml', 'a: 1\n'],
      ['behind tar', text],
    ])
  })

  it('a damaged header of tar keeps nothing behind it from being looked at', async () => {
    put('a.yaml', 'a: 1\n')
    put('b.yaml', text)
    const tar = inFolder('tar', '-cf', '-', 'a.yaml', 'b.yaml')
    tar.fill('x', 1024, 1030)
    const { parts, notes } = await unpack('r.tar', tar)
    expect([parts.length, parts[1]?.[2].includes(text), notes]).toEqual([2, true, ['damaged']])
  })

  it('a zip whose entries all stand at one place is read once over', async () => {
    put('a.yaml', 'a'.repeat(300_000))
    inFolder('git', 'init', '-q')
    inFolder('git', 'add', '.')
    const tree = inFolder('git', 'write-tree').toString().trim()
    const zip = inFolder('git', 'archive', '--format=zip', '-0', tree)
    const end = zip.lastIndexOf('PK\x05\x06')
    const start = zip.readUInt32LE(end + 16)
    const tail = Buffer.from(zip.subarray(end))
    tail.writeUInt16LE(9_000, 10)
    const directory = Buffer.concat(Array.from({ length: 9_000 }, () => zip.subarray(start, end)))
    const bomb = Buffer.concat([zip.subarray(0, start), directory, tail])
    const { parts, notes } = await unpack('a.zip', bomb, mebibyte)
    expect([parts.length, notes]).toEqual([3, ['longer']])
  })
})

it('a text of one line and a thousand words, or of a million lines, does not hold it up', async () => {
  const words = 'Zq3'.repeat(12)
  for (const sign of [' ', '\n', '=\n', '=', '.\n'])
    expect((await unpack('notes.txt', Buffer.from(`${words}${sign}`.repeat(50_000)))).parts).toEqual([])
}, 5_000)

describe('what cannot be unpacked as a whole', () => {
  it('a bomb ends at the limit, its beginning is read and the rest told', async () => {
    const { parts, notes, left } = await unpack('a.gz', gzipSync(Buffer.alloc(40 * mebibyte, 'ab ')), mebibyte)
    expect([parts.map(([, , content]) => content.length), notes, left]).toEqual([[mebibyte], ['longer'], 15 * mebibyte])
  })

  it('an archive that ends at the limit is not called damaged', async () => {
    put('a.yaml', text)
    put('b.txt', 'b'.repeat(mebibyte))
    const { parts, notes } = await unpack('a.tgz', inFolder('tar', '-czf', '-', 'a.yaml', 'b.txt'), mebibyte / 2)
    expect([parts[0]?.[2], notes]).toEqual([text, ['longer']])
  })

  it('bombs in bombs share one limit', async () => {
    const inner = gzipSync(Buffer.alloc(20 * mebibyte, 'ab '))
    const { notes, left } = await unpack('a.gz', gzipSync(inner), mebibyte)
    expect([notes, left]).toEqual([['longer'], 15 * mebibyte])
  })

  it('nothing more is unpacked once all files together have reached theirs', async () => {
    expect(await unpack('a.gz', gzipSync(text), mebibyte, 0)).toEqual({ parts: [], notes: ['longer'], left: 0 })
  })

  it('archives in archives end at some depth', async () => {
    let packed = gzipSync(text)
    for (let layer = 0; layer < 50; layer++) packed = gzipSync(packed)
    const { parts, notes } = await unpack('a.gz', packed)
    expect([parts, notes]).toEqual([[], ['longer']])
  })

  it('of what was cut off everything before counts', async () => {
    const content = Array.from({ length: 900 }, (_, index) => `k${index}: ${(index * 7919) % 1000}\n`).join('')
    const { parts, notes } = await unpack('a.gz', gzipSync(text + content).subarray(0, 1000))
    expect([parts[0]?.[2].startsWith(text), notes]).toEqual([true, ['damaged']])
    put('a.yaml', text)
    put('b.yaml', 'b: 1\n'.repeat(1000))
    const tar = await unpack('a.tar', inFolder('tar', '-cf', '-', 'a.yaml', 'b.yaml').subarray(0, 2000))
    expect([tar.parts[0]?.[2], tar.notes]).toEqual([text, ['damaged']])
  })

  it('what is encrypted or packed by another program is told', async () => {
    const magics = ['425a68', 'fd377a585a00', '28b52ffd', '377abcaf271c', '526172211a07', '04224d18']
    for (const magic of magics)
      expect((await unpack('a', Buffer.from(`${magic}${'00'.repeat(40)}`, 'hex'))).notes).toEqual(['unreadable'])
  })

  it('a zip with a directory that lies is no reason to fail', async () => {
    put('a.yaml', text)
    inFolder('git', 'init', '-q')
    inFolder('git', 'add', '.')
    const zip = inFolder('git', 'archive', '--format=zip', inFolder('git', 'write-tree').toString().trim())
    for (let at = 0; at < zip.length; at++)
      for (const byte of [0, 0xff]) {
        const broken = Buffer.from(zip)
        broken[at] = byte
        expect((await unpack('a.zip', broken)).parts.length).toBeLessThan(3)
      }
  })
})
