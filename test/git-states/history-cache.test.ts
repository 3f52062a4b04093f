import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

let repository: TestRepository
let folder: string

beforeEach(() => {
  repository = newRepository()
  folder = join(repository.root, '.git/leaktight')
  for (let index = 0; index < 5; index++) repository.write(`f${index}.txt`, `clean ${index}\n`)
  repository.write('binary.dat', Buffer.from([0, 1, 2, 0, 255]))
  repository.stage('keys.yaml', awsPair().yaml)
  repository.git('add', '.')
  repository.commit('first')
})
afterEach(() => repository.remove())

const cacheFiles = (): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])

/** Puts a `git` on PATH that writes down which objects are read through it. */
const countingGit = (): { readonly env: NodeJS.ProcessEnv; read(): string[] } => {
  const bin = join(repository.home, 'bin')
  const log = join(repository.home, 'read.log')
  mkdirSync(bin, { recursive: true })
  const script = `#!/bin/sh
case "$*" in
  *"cat-file --batch --buffer") tee -a '${log}' | PATH="$REAL_PATH" git "$@" ;;
  *) PATH="$REAL_PATH" exec git "$@" ;;
esac
`
  writeFileSync(join(bin, 'git'), script)
  chmodSync(join(bin, 'git'), 0o755)
  const path = repository.env.PATH ?? ''
  return {
    env: { REAL_PATH: path, PATH: `${bin}:${path}` },
    read: () => {
      const oids = existsSync(log)
        ? readFileSync(log, 'latin1')
            .split('\n')
            .filter((line) => line !== '')
        : []
      rmSync(log, { force: true })
      return oids
    },
  }
}

const audit = async (...flags: string[]) => {
  const { code, stdout, stderr } = await repository.command(['audit', '--history', '--format', 'json', ...flags])
  expect(stderr).toBe('')
  return { code, report: JSON.parse(stdout) }
}

const blobOf = (path: string): string => repository.git('rev-parse', `HEAD:${path}`).trim()

describe('what an earlier run found clean', () => {
  it('is not read again: only what is new, and what has findings', async () => {
    const git = countingGit()
    const run = (...flags: string[]) => repository.command(['audit', '--history', ...flags], { env: git.env })
    await run()
    expect(git.read()).toHaveLength(8)
    await run()
    expect(git.read()).toEqual([blobOf('keys.yaml')])
    repository.stage('new.txt', 'new\n')
    const commit = repository.commit('second')
    const { stdout } = await run()
    expect(git.read().sort()).toEqual([blobOf('keys.yaml'), blobOf('new.txt'), commit].sort())
    expect(stdout).toMatch(/^7 of 10 objects of the history were found clean by an earlier run/m)
    await run('--no-cache')
    expect(git.read()).toHaveLength(10)
  })

  it('changes neither findings nor counts', async () => {
    const first = await audit()
    expect(cacheFiles()).toHaveLength(1)
    expect(first.code).toBe(1)
    expect(await audit()).toEqual(first)
    expect(await audit('--no-cache')).toEqual(first)
    const [before, after] = [
      await repository.command(['audit', '--history', '--no-cache']),
      await repository.command(['audit', '--history']),
    ]
    expect(after.stdout.split('\n').at(-2)).toBe(before.stdout.split('\n').at(-2))
  })

  it('is neither used nor written with --no-cache', async () => {
    await audit('--no-cache')
    expect(existsSync(folder)).toBe(false)
  })

  it('is kept with ids only: nothing of content, findings or paths', async () => {
    await audit()
    const [name = ''] = cacheFiles()
    const file = readFileSync(join(folder, name))
    // 16 + 4 + 8 bytes before, 32 behind; one blob has findings.
    expect(file.length).toBe(60 + 21 * 7)
    expect(file.includes(Buffer.from(blobOf('f0.txt'), 'hex'))).toBe(true)
    expect(file.includes(Buffer.from(blobOf('keys.yaml'), 'hex'))).toBe(false)
  })

  it('is read again by other rules, and by the same rules with an inline allow in the content', async () => {
    const git = countingGit()
    const run = (...flags: string[]) => repository.command(['audit', '--history', ...flags], { env: git.env })
    await run()
    git.read()
    await run('--rule', 'age-identity')
    expect(git.read()).toHaveLength(8)
    expect(cacheFiles()).toHaveLength(2)
    repository.stage('allow.txt', `nothing # ${'leaktight'}:allow age-identity -- because\n`)
    await run()
    git.read()
    await run()
    expect(git.read()).toContain(repository.git('rev-parse', ':allow.txt').trim())
  })

  it('is read again when a rule of the user changes', async () => {
    const rule = (pattern: string): string => `provider: mine
rules:
  - id: my-token
    summary: A token of mine
    severity: high
    keywords: [mytok]
    pattern: '${pattern}'
    why: It opens my door.
    remedy: Make another one.
    references: ['https://example.com/']
    examples:
      match: ['mytok-\${digit:8}']
      ignore: ['mytok-none']
`
    repository.write('.leaktight.yaml', 'rules:\n  paths: [my-rules]\n')
    repository.write('my-rules/mine.yaml', rule('mytok-(?<secret>[0-9]{8})'))
    repository.stage('token.txt', ['mytok', '12345678x\n'].join('-'))
    repository.stage('token.txt', 'gone\n')
    const rulesFound = async () => (await audit()).report.findings.map(({ rule: id }: { rule: string }) => id)
    expect(await rulesFound()).toContain('my-token')
    repository.write('my-rules/mine.yaml', rule('mytok-(?<secret>[0-9]{8})(?:[^x]|$)'))
    expect(await rulesFound()).not.toContain('my-token')
    repository.write('my-rules/mine.yaml', rule('mytok-(?<secret>[0-9]{8})'))
    expect(await rulesFound()).toContain('my-token')
  })

  it('stays known through a repack, and in another working tree', async () => {
    await audit()
    repository.git('repack', '-adq')
    repository.git('gc', '--quiet')
    const git = countingGit()
    await repository.command(['audit', '--history'], { env: git.env })
    expect(git.read()).toEqual([blobOf('keys.yaml')])
    const tree = join(repository.home, 'tree')
    repository.git('worktree', 'add', '--quiet', tree)
    await repository.command(['audit', '--history'], { env: git.env, cwd: tree })
    expect(git.read()).toEqual([blobOf('keys.yaml')])
    expect(cacheFiles()).toHaveLength(1)
  })
})

describe('a file of it that is broken', () => {
  const broken: Record<string, (path: string) => void> = {
    'cut short': (path) => writeFileSync(path, readFileSync(path).subarray(0, 50)),
    'with another byte': (path) => {
      const file = readFileSync(path)
      file[40] = (file[40] ?? 0) ^ 1
      writeFileSync(path, file)
    },
    'with another magic': (path) =>
      writeFileSync(path, Buffer.concat([Buffer.from('X'), readFileSync(path).subarray(1)])),
    empty: (path) => writeFileSync(path, ''),
    'a folder': (path) => {
      rmSync(path)
      mkdirSync(path)
    },
  }
  for (const [how, breakIt] of Object.entries(broken)) {
    it(`${how}, is not believed and is made anew`, async () => {
      const first = await audit()
      const [name = ''] = cacheFiles()
      const whole = readFileSync(join(folder, name))
      breakIt(join(folder, name))
      const git = countingGit()
      await repository.command(['audit', '--history'], { env: git.env })
      expect(git.read()).toHaveLength(8)
      expect(readFileSync(join(folder, name))).toEqual(whole)
      expect(await audit()).toEqual(first)
    })
  }
})

describe('a file of it that the user may not have written', () => {
  const found = (report: { findings: { path: string }[] }) => report.findings.map(({ path }) => path)

  it('for other rules, is not believed under the name of these', async () => {
    const first = await audit()
    const [name = ''] = cacheFiles()
    await audit('--rule', 'age-identity')
    const other = cacheFiles().find((file) => file !== name) ?? ''
    renameSync(join(folder, other), join(folder, name))
    expect(found((await audit()).report)).toEqual(found(first.report))
  })

  const readAgain = async (after: (path: string) => void): Promise<string[]> => {
    await audit()
    after(join(folder, cacheFiles()[0] ?? ''))
    const git = countingGit()
    await repository.command(['audit', '--history'], { env: git.env })
    return git.read()
  }

  it('is not believed where others can write it, and is made anew', async () => {
    expect(await readAgain((path) => chmodSync(path, 0o664))).toHaveLength(8)
    expect(await readAgain(() => {})).toEqual([blobOf('keys.yaml')])
  })

  it.skipIf(process.geteuid?.() !== 0)('is not believed where it belongs to somebody else', async () => {
    expect(await readAgain((path) => chownSync(path, 65_534, 65_534))).toHaveLength(8)
  })
})

describe('runs that meet or are killed', () => {
  const many = (): void => {
    for (let index = 0; index < 400; index++) repository.write(`many/${index}.txt`, `${index}\n`.repeat(2000))
    repository.git('add', '.')
    repository.commit('many')
  }

  it('killed at any moment, the next one finds the same', async () => {
    many()
    const expected = await audit('--no-cache')
    const begun = performance.now()
    await repository.leaktight(['audit', '--history'])
    const whole = performance.now() - begun
    rmSync(folder, { recursive: true })
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [builtCli, 'audit', '--history'], {
        cwd: repository.root,
        env: repository.env,
        stdio: 'ignore',
      })
      const ended = new Promise((done) => child.on('close', done))
      await sleep((whole * (round + 1)) / 9)
      child.kill('SIGKILL')
      await ended
      expect(await audit()).toEqual(expected)
      if (round % 2 === 1) rmSync(folder, { recursive: true })
    }
  }, 60_000)

  const deaths = {
    'between writing and renaming': `fs.renameSync = () => process.kill(process.pid, 'SIGKILL')`,
    'in the middle of writing': `const write = fs.writeFileSync
fs.writeFileSync = (path, content, options) => {
  write(path, String(path).includes('leaktight') ? content.subarray(0, 99) : content, options)
  process.kill(process.pid, 'SIGKILL')
}`,
  }
  for (const [when, code] of Object.entries(deaths)) {
    it(`killed ${when}, what was remembered before is whole`, async () => {
      const expected = await audit()
      const [name = ''] = cacheFiles()
      const before = readFileSync(join(folder, name))
      repository.stage('new.txt', 'new\n')
      const preload = join(repository.home, 'die.mjs')
      writeFileSync(
        preload,
        `import fs from 'node:fs'\nimport { syncBuiltinESMExports } from 'node:module'\n${code}\nsyncBuiltinESMExports()\n`,
      )
      const env = { NODE_OPTIONS: `--import=${preload}` }
      expect((await repository.leaktight(['audit', '--history'], { env })).code).toBe(-1)
      expect(readFileSync(join(folder, name))).toEqual(before)
      expect(cacheFiles()).toHaveLength(2)
      repository.git('rm', '--quiet', '--cached', 'new.txt')
      const after = await audit()
      expect(after.report.findings).toEqual(expected.report.findings)
      expect(after).toEqual(await audit('--no-cache'))
    })
  }

  it('at once, both find the same and leave a whole file', async () => {
    many()
    const expected = await audit('--no-cache')
    const built = async () => {
      const { code, stdout } = await repository.leaktight(['audit', '--history', '--format', 'json'])
      return { code, report: JSON.parse(stdout) }
    }
    const both = await Promise.all([built(), built()])
    expect(both).toEqual([expected, expected])
    expect(cacheFiles().filter((name) => name.endsWith('.bin'))).toHaveLength(1)
    const git = countingGit()
    await repository.command(['audit', '--history'], { env: git.env })
    expect(git.read()).toEqual([blobOf('keys.yaml')])
  }, 30_000)
})

it('where nothing may be written, that is said and nothing else changes', async ({ skip }) => {
  const reason = noUnprivileged()
  skip(reason !== undefined, reason)
  const expected = (await repository.command(['audit', '--history', '--no-cache'])).stdout.split('\n').at(-2)
  handOver(repository)
  chmodSync(join(repository.root, '.git'), 0o555)
  const { code, stdout, stderr } = leaktightUnprivileged(repository, ['audit', '--history'])
  chmodSync(join(repository.root, '.git'), 0o755)
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toMatch(/is not remembered for the next run: EACCES/)
  expect(stdout.split('\n').at(-2)).toBe(expected)
})
