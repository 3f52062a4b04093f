import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
const at = (path: string): string => join(repository.root, path)
const raw = (path: Buffer): Buffer => Buffer.concat([Buffer.from(`${repository.root}/`), path])

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const scan = async (...paths: string[]) => {
  const { code, stdout, stderr } = await repository.command(['scan', '--format', 'json', ...paths])
  expect(stderr).toBe('')
  const report = JSON.parse(stdout)
  return { code, report, open: report.counts.open, passed: report.counts, errors: report.errors }
}

/** Through a shell, which knows `<(…)`. */
const bash = (script: string) =>
  run('bash', ['-c', script, 'bash', process.execPath, builtCli], { cwd: repository.root, env: repository.env })

describe('every name in a folder is read', () => {
  const names = [
    Buffer.from('new\nline.yaml'),
    Buffer.from('\n'),
    Buffer.from([0x62, 0xff, 0x2e, 0x79, 0x61, 0x6d, 0x6c]),
    Buffer.from('fol\nder/a.yaml'),
    Buffer.from([0xfe, 0x2f, 0x61]),
    Buffer.from('🐀 naïve.yaml'),
    Buffer.from('.hidden'),
    Buffer.from('[a]*?{b}.yaml'),
  ]
  beforeEach(() => {
    mkdirSync(at('in/fol\nder'), { recursive: true })
    mkdirSync(raw(Buffer.from([0x69, 0x6e, 0x2f, 0xfe])))
    for (const [seed, name] of names.entries()) {
      writeFileSync(raw(Buffer.concat([Buffer.from('in/'), name])), awsPair(seed).yaml)
    }
  })

  it.each(['.', 'in', '**', 'in/**'])('by scan %s', async (path) => {
    expect(await scan(path)).toMatchObject({ code: 1, open: 2 * names.length, errors: [] })
  })

  it('a pattern matches bytes that are no text one by one', async () => {
    expect(await scan('in/b?.yaml')).toMatchObject({ code: 1, open: 2, errors: [] })
  })
})

describe('what a folder holds beside files', () => {
  it('.git is left out, installed dependencies and links are counted', async () => {
    repository.write('a.yaml', 'clean: true\n')
    repository.write('.git/key.yaml', awsPair().yaml)
    repository.write('packages/one/node_modules/key.yaml', awsPair().yaml)
    symlinkSync('/', at('root'))
    const { code, stdout } = await repository.leaktight(['scan', '.'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/not read: 1 symlink, 1 dependency/)
    expect((await scan('--dependencies', '.')).open).toBe(2)
    expect((await scan('packages/one/node_modules')).open).toBe(2)
  })

  it('a folder 300 levels deep is reached', async () => {
    const deep = Array(300).fill('d').join('/')
    repository.write(`${deep}/a.yaml`, awsPair().yaml)
    expect((await scan('.')).open).toBe(2)
  })
})

describe('a path that the user named', () => {
  it('as a link is followed, to a file and to a folder', async () => {
    repository.write('real/a.yaml', awsPair().yaml)
    symlinkSync('real/a.yaml', at('file-link'))
    symlinkSync('real', at('folder-link'))
    expect(await scan('file-link')).toMatchObject({ code: 1, open: 2 })
    const { report } = await scan('folder-link')
    expect(report.findings[0].path).toBe('folder-link/a.yaml')
  })

  it('as a link to nothing is an error, and the rest is still reported', async () => {
    symlinkSync('nothing', at('dangling'))
    repository.write('a.yaml', awsPair().yaml)
    expect(await scan('dangling', 'a.yaml')).toMatchObject({ code: 2, open: 2, errors: [{ path: 'dangling' }] })
  })

  it.each(['FIFO', '/dev/zero', '/dev/null'])(
    'as %s is an error that names the way, and nothing hangs',
    async (name) => {
      execFileSync('mkfifo', [at('FIFO')])
      const { code, errors } = await scan(name)
      expect([code, errors]).toEqual([
        2,
        [{ path: name, reason: 'is neither a file nor a folder; pipe a stream in: leaktight scan -' }],
      ])
    },
  )

  it.each([
    ['an empty folder', 'empty'],
    ['a folder of links alone', 'links'],
    ['a folder of installed dependencies alone', 'app'],
  ])('as %s is not "clean"', async (_what, path) => {
    mkdirSync(at('empty'))
    mkdirSync(at('links'))
    symlinkSync('/etc/passwd', at('links/a'))
    repository.write('app/node_modules/a.txt', 'clean\n')
    expect(await scan(path)).toMatchObject({
      code: 2,
      errors: [{ path, reason: 'nothing was examined: no file that is read lies there' }],
    })
  })

  it('as an empty file is clean: it was looked at', async () => {
    repository.write('empty.yaml', '')
    expect(await scan('empty.yaml')).toMatchObject({ code: 0, report: { counts: { units: 1 } } })
  })

  it.runIf(process.platform === 'linux')('as a file that only says it is empty is read to its end', async () => {
    const { id, secret } = awsPair()
    const environ = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}`
    const { code, stdout } = await repository.leaktight(['scan', '--format', 'json', '/proc/self/environ'], {
      env: { VARIABLES: environ },
    })
    expect([code, JSON.parse(stdout).counts.open]).toEqual([1, 2])
  })

  it('as many absolute paths, as lint-staged does it', async () => {
    const paths = Array.from({ length: 500 }, (_, seed) => `many/${seed}.yaml`)
    for (const [seed, path] of paths.entries()) repository.write(path, seed === 250 ? awsPair().yaml : 'clean: true\n')
    const { code, report } = await scan(...paths.map(at))
    expect([code, report.counts.units, report.findings[0].path]).toEqual([1, 500, 'many/250.yaml'])
  })
})

describe('streams that have a path', () => {
  beforeEach(() => repository.write('a.yaml', awsPair().yaml))

  it.each([
    ['process substitution', '"$1" "$2" scan <(cat a.yaml)'],
    ['two of them', '"$1" "$2" scan <(echo clean) <(cat a.yaml)'],
    ['/dev/stdin from a pipe', 'cat a.yaml | "$1" "$2" scan /dev/stdin'],
    ['/dev/stdin from a file', '"$1" "$2" scan /dev/stdin < a.yaml'],
    ['/dev/fd/3 from a file', '"$1" "$2" scan /dev/fd/3 3< a.yaml'],
  ])('%s is read', async (_what, script) => {
    const { code, stdout } = await bash(script)
    expect(stdout).toMatch(/2 open/)
    expect(code).toBe(1)
  })

  it('/dev/stdin from a socket is read', async () => {
    const { code } = await repository.leaktight(['scan', '/dev/stdin'], { input: readFileSync(at('a.yaml')) })
    expect(code).toBe(1)
  })
})

describe('glob patterns', () => {
  beforeEach(() => {
    repository.write('src/deep/.env', awsPair(1).yaml)
    repository.write('src/prod.env', awsPair(2).yaml)
    repository.write('src/other.txt', awsPair(3).yaml)
    repository.write('src/node_modules/x/b.env', awsPair(4).yaml)
  })

  it('are expanded where no such file exists; hidden files match', async () => {
    const { code, report } = await scan('src/**/*.env')
    expect([code, report.counts.open]).toEqual([1, 4])
    const { stdout } = await repository.leaktight(['scan', 'src/**/*.env'])
    expect(stdout).toMatch(/not read: 1 dependency/)
    expect((await scan(at('src/**/*.env'))).open).toBe(4)
    expect((await scan('{src/prod.env,src/other.txt}')).open).toBe(4)
    expect((await scan('src/node_modules/**/*.env')).open).toBe(2)
    expect((await scan('--dependencies', 'src/**/*.env')).open).toBe(6)
  })

  it('a file of that name wins', async () => {
    repository.write('*.env', 'clean: true\n')
    expect(await scan('*.env')).toMatchObject({ code: 0, report: { counts: { units: 1 } } })
  })

  it('that match nothing are a mistake of the caller', async () => {
    const { code, stdout, stderr } = await repository.leaktight(['scan', 'src/**/*.pem'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('leaktight: src/**/*.pem: no such file, and as a pattern it matches nothing\n')
  })
})
