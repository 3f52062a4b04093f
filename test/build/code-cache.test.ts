import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CodeCache, openCodeCache } from '../../src/build/code-cache.ts'

const uid = process.geteuid?.() ?? 0
const source = Buffer.from('(function(){ return [1, 2].map((each) => each * 2) })')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leaktight-code-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const cacheFolder = (): string => join(home, '.cache/leaktight')
const fileIn = (name = 'a.js.bin'): string => {
  const [folder = ''] = readdirSync(cacheFolder())
  return join(cacheFolder(), folder, name)
}

interface Process {
  readonly pid?: number
  readonly version?: string
  readonly env?: NodeJS.ProcessEnv
  readonly euid?: number
}

/** A run of the program: opens the cache, does something with it and ends. */
const processThat = (
  use: (cache: CodeCache) => void,
  { pid = 7, version = 'v1', env = {}, euid = uid }: Process = {},
) => {
  const ends: ((code: number) => void)[] = []
  const on = (_: string, listener: (code: number) => void) => ends.push(listener)
  const host = { env: { HOME: home, ...env }, pid, version, arch: 'x64', geteuid: () => euid, on }
  use(openCodeCache(host as unknown as Parameters<typeof openCodeCache>[0]))
  return {
    endsWith: (code: number) => {
      for (const end of ends) end(code)
    },
  }
}

const compiles = (cache: CodeCache): void => cache.note('a.js', source, new Script(source.toString()))

const run = (options: Process = {}, code = 0): void => processThat(compiles, options).endsWith(code)

const found = (options: Process = {}, from = source): Buffer | undefined => {
  let data: Buffer | undefined
  processThat((cache) => {
    data = cache.find('a.js', from)
  }, options)
  return data
}

describe('compiled code', () => {
  it('is kept for the next run, for nobody else to read', () => {
    expect(found()).toBeUndefined()
    run()
    const cachedData = found()
    expect(cachedData).toBeDefined()
    expect(new Script(source.toString(), { cachedData }).cachedDataRejected).toBe(false)
    expect(statSync(cacheFolder()).mode & 0o777).toBe(0o700)
    expect(statSync(fileIn()).mode & 0o777).toBe(0o600)
  })

  it('lies where XDG_CACHE_HOME says', () => {
    run({ env: { XDG_CACHE_HOME: join(home, 'elsewhere') } })
    expect(existsSync(join(home, 'elsewhere/leaktight'))).toBe(true)
    expect(existsSync(cacheFolder())).toBe(false)
  })

  it('is not used for other source, not even of the same length', () => {
    run()
    expect(found({}, Buffer.from(source.toString().replace('2]', '3]')))).toBeUndefined()
    expect(found({}, Buffer.concat([source, Buffer.from(' ')]))).toBeUndefined()
  })

  it('is not used by another version of node', () => {
    run()
    expect(found({ version: 'v2' })).toBeUndefined()
  })

  it('is not used where a single byte of it is damaged, or its end is missing', () => {
    run()
    const good = readFileSync(fileIn())
    const sourceEnd = 16 + source.length
    for (let at = sourceEnd + 8; at < good.length; at += 97) {
      const bad = Buffer.from(good)
      bad.writeUInt8((bad[at] ?? 0) ^ 1, at)
      writeFileSync(fileIn(), bad)
      expect(found(), `byte ${at}`).toBeUndefined()
    }
    for (const length of [0, 4, 16, sourceEnd, good.length - 1]) {
      writeFileSync(fileIn(), good.subarray(0, length))
      expect(found(), `${length} bytes`).toBeUndefined()
    }
    run()
    expect(found()).toBeDefined()
  })

  it('is not used where others may write, and left alone there', () => {
    run()
    const good = readFileSync(fileIn())
    chmodSync(fileIn(), 0o620)
    expect(found()).toBeUndefined()
    chmodSync(fileIn(), 0o600)
    expect(found()).toBeDefined()
    chmodSync(cacheFolder(), 0o770)
    expect(found()).toBeUndefined()
    run({ pid: 32 })
    expect(readFileSync(fileIn()).equals(good)).toBe(true)
  })

  it('is neither read nor written in the home of somebody else', () => {
    run({ euid: uid + 1 })
    expect(existsSync(cacheFolder())).toBe(false)
    run()
    expect(found({ euid: uid + 1 })).toBeUndefined()
  })

  it('is not kept where the user wants none, or code is being measured', () => {
    for (const name of ['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE']) {
      run({ env: { [name]: '1' } })
      expect(existsSync(cacheFolder()), name).toBe(false)
    }
    run({ env: { HOME: '' } })
    run({ env: { HOME: 'relative' } })
    expect(readdirSync(home)).toEqual([])
  })

  it('is not kept of a run that could not check', () => {
    run({}, 2)
    expect(existsSync(cacheFolder())).toBe(false)
    run({}, 1)
    expect(found()).toBeDefined()
  })

  it('is written again now and then, with what was compiled since', () => {
    run()
    const cachedData = found()
    const again = (pid: number): void => {
      const script = new Script(source.toString(), { ...(cachedData && { cachedData }) })
      processThat((cache) => cache.note('a.js', source, script), { pid }).endsWith(0)
    }
    writeFileSync(fileIn(), 'unchanged')
    again(33)
    expect(readFileSync(fileIn(), 'latin1')).toBe('unchanged')
    again(64)
    expect(found()).toBeDefined()
  })

  it('of the oldest versions goes when there are many', () => {
    for (let version = 1; version <= 30; version++) run({ version: `v${version}` })
    expect(readdirSync(cacheFolder()).length).toBeLessThan(12)
    expect(found({ version: 'v30' })).toBeDefined()
  })

  it('is done without where the folder cannot be made', () => {
    mkdirSync(join(home, '.cache'))
    writeFileSync(cacheFolder(), 'a file')
    expect(() => run()).not.toThrow()
    expect(found()).toBeUndefined()
  })
})
