import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fillHome, plaintext, putInto } from '../support/fake-home.ts'
import { builtCli, newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

const isRoot = process.getuid?.() === 0
const noNobody = noUnprivileged()

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
})
afterEach(() => repository.remove())

interface Found {
  readonly path: string
  readonly severity: string
  readonly message: string
  readonly remedy: string
  readonly region?: { readonly startLine: number }
}

/** What leaktight keeps of its own code lies elsewhere, so that nothing in the home changes. */
const cacheElsewhere = () => ({ XDG_CACHE_HOME: join(repository.root, '../cache') })

const audit = async (...flags: string[]): Promise<ReadonlyMap<string, Found>> => {
  const options = { env: cacheElsewhere() }
  const { stdout, stderr } = await repository.leaktight(['audit', '--format', 'json', ...flags], options)
  expect(stderr).toBe('')
  const { findings, errors }: { findings: Found[]; errors: unknown[] } = JSON.parse(stdout)
  expect(errors).toEqual([])
  return new Map(findings.map((finding) => [finding.path.replace(`${repository.home}/`, ''), finding]))
}

/** Every entry with what a change to it would change; folders are listed by reading them, which their times tell. */
const portrait = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mode, ino, size, mtimeNs, ctimeNs, atimeNs } = lstatSync(join(folder, name), { bigint: true })
      const isFile = (mode & 0o170000n) === 0o100000n
      return [name, mode, ino, size, mtimeNs, ctimeNs, isFile ? atimeNs : ''].join(' ')
    })

describe('audit --machine', () => {
  it('finds plaintext in every place, says which place it is, and changes nothing', async () => {
    const places = fillHome(repository.home)
    const before = portrait(repository.home)
    const found = await audit('--machine')
    expect([...found].map(([path, { message }]) => [path, message.replace(/:.*| \(.*/s, '')]).sort()).toEqual(
      [...places].map(([path, what]) => [path, `plaintext left behind in ${what}`]).sort(),
    )
    expect(new Set([...found.values()].map(({ severity }) => severity))).toEqual(new Set(['critical']))
    expect(portrait(repository.home)).toEqual(before)
    const text = await repository.leaktight(['audit', '--machine'])
    expect(text.stdout.replace(/\s+/g, ' ')).toContain('what was edited with JetBrains is kept there')
    expect(text.stdout).not.toContain(/secret_access_key: (.*)/.exec(plaintext())?.[1])
  }, 20_000)

  it('finds what is packed, says how, and keeps an archive from being removed as a whole', async () => {
    const put = putInto(repository.home)
    const folder = join(repository.home, 'tmp')
    put('tmp/secrets/aws.yaml', plaintext())
    put('tmp/picture.png', 'x')
    execFileSync('tar', ['-C', folder, '-czf', join(folder, 'r.tgz'), 'secrets', 'picture.png'])
    rmSync(join(folder, 'secrets'), { recursive: true })
    put('tmp/aws.yaml.gz', gzipSync(plaintext()))
    put('tmp/mail.txt', `Hello\n${Buffer.from(plaintext()).toString('base64')}\n`)
    put('tmp/behind.gz', Buffer.concat([gzipSync('a: 1\n'), Buffer.from(plaintext())]))
    put('tmp/bomb.gz', gzipSync(Buffer.alloc(17 * 1024 * 1024, 'ab ')))
    put('tmp/zeros.tgz', gzipSync(Buffer.alloc(8192)))
    const found = new Map(await audit('--machine'))
    expect(found.get('tmp/behind.gz')?.region?.startLine).toBeGreaterThan(0)
    found.delete('tmp/behind.gz')
    expect([...found].map(([path, { message, region, remedy }]) => [path, message, region, remedy]).sort()).toEqual(
      [
        ['tmp/aws.yaml.gz', 'gzip', ''],
        ['tmp/mail.txt', 'base64', ''],
        ['tmp/r.tgz', 'gzip, tar: secrets/aws.yaml', ' (first take out of it whatever else you want to keep)'],
      ].map(([path, how, more]) => [
        path,
        expect.stringMatching(new RegExp(`^plaintext left behind: holds aws-access-key-id, .*; packed as ${how}`)),
        undefined,
        `leaktight shred ${join(repository.home, path ?? '')}${more}`,
      ]),
    )
    const { stdout } = await repository.leaktight(['audit', '--machine'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('bomb.gz: holds more than is unpacked')
    expect([...(await audit()).keys()]).toEqual([])
  })

  it('finds plaintext in a temporary folder under any name that is not that of a picture or the like', async () => {
    const names = [
      'app.bak',
      'aws.yaml (1)',
      'aws.yaml-old',
      'aws.yaml,v',
      'page.html',
      'a.diff',
      'a.rej',
      'a.dat',
      'x.1',
      'a.js',
    ]
    for (const name of [...names, 'a.png', 'a.so.1', 'a.woff2']) putInto(repository.home)(`tmp/${name}`, plaintext())
    expect([...(await audit('--machine')).keys()].sort()).toEqual(names.map((name) => `tmp/${name}`).sort())
  })

  it('finds what was put into the home and its usual folders by hand, and leaves the files of programs alone', async () => {
    const put = putInto(repository.home)
    const { id, secret } = awsPair()
    const csv = `Access key ID,Secret access key\n${id},${secret}\n`
    put('Downloads/rootkey.csv', csv)
    put('Desktop/aws.yaml', plaintext())
    put('aws-update.yaml', plaintext())
    put('secrets.yaml.gz', gzipSync(plaintext()))
    put('keys.txt', plaintext())
    const named = put('service.json', plaintext())
    for (const path of ['.program.json', '.netrc', 'Downloads/photo.png', 'Downloads/deeper/aws.yaml', 'work/aws.yaml'])
      put(path, plaintext())
    repository.env.GOOGLE_APPLICATION_CREDENTIALS = named
    const found = await audit('--machine')
    expect([...found].map(([path, { message }]) => [path, message.replace(/:.*/s, '')]).sort()).toEqual(
      [
        ['Desktop/aws.yaml', 'the folder Desktop'],
        ['Downloads/rootkey.csv', 'the folder Downloads'],
        ['aws-update.yaml', 'the home folder'],
        ['secrets.yaml.gz', 'the home folder'],
      ].map(([path, what]) => [path, `plaintext left behind in ${what}`]),
    )
    expect((await audit()).size).toBe(0)
  })

  it('finds what git wrote into its folder beside objects, which no `git gc` removes', async () => {
    const put = putInto(repository.root)
    const oid = '0'.repeat(40)
    const places: Readonly<Record<string, string>> = {
      [`.git/lost-found/other/${oid}`]: 'what `git fsck --lost-found` wrote',
      [`.git/rr-cache/${oid}/preimage`]: 'what `git rerere` keeps of a conflict',
      '.git/rebase-apply/0001': 'a rebase that was not finished',
      '.git/addp-hunk-edit.diff': 'the folder of git',
      '.git/.COMMIT_EDITMSG.swp': 'a swap file of vim',
    }
    for (const path of Object.keys(places)) put(path, plaintext())
    put('.git/objects/ab/x', plaintext())
    const found = await audit('--machine')
    expect([...found].map(([path, { message }]) => [path.replace(`${repository.root}/`, ''), message]).sort()).toEqual(
      Object.entries(places)
        .map(([path, what]) => [path, expect.stringContaining(`plaintext left behind in ${what}: holds`)])
        .sort(),
    )
    expect((await audit()).size).toBe(0)
  })

  it('without the flag looks at temporary folders alone', async () => {
    fillHome(repository.home)
    expect([...(await audit()).keys()].sort()).toEqual(
      ['tmp/.sops77/tmp-file123', 'tmp/aws.yaml~'].concat(['tmp/aws.yaml.save.1']).sort(),
    )
  })

  it('points at the line of a heredoc in a history', async () => {
    fillHome(repository.home)
    const found = await audit('--machine')
    const line = (path: string) => found.get(path)?.region?.startLine
    // The command begins on the second line, the key id is on the second line of its body.
    expect([line('.bash_history'), line('.zsh_history'), line('.local/share/fish/fish_history')]).toEqual([4, 4, 3])
    expect(line('.config/VSCodium/Backups/77/file/9a')).toBe(3)
  })

  it('says how to take a command out of a history, which works as it is pasted and loses nothing else', async () => {
    fillHome(repository.home)
    const bin = join(repository.root, '../bin')
    mkdirSync(bin)
    symlinkSync(builtCli, join(bin, 'leaktight'))
    const env = { ...repository.env, PATH: `${bin}:${repository.env.PATH}` }
    const paste = (command: string) => spawnSync('sh', ['-c', command], { cwd: repository.root, env, encoding: 'utf8' })
    const history = join(repository.home, '.bash_history')
    const before = readFileSync(history, 'utf8').split('\n')
    const remedy = (await audit('--machine')).get('.bash_history')?.remedy ?? ''
    const command = remedy.slice(0, remedy.indexOf(' (once'))
    expect(paste(command).status).not.toBe(0)
    expect(readFileSync(history, 'utf8').split('\n')).toEqual(before)
    paste(command.replace('FIRST,LAST', '2,7'))
    expect(readFileSync(history, 'utf8').split('\n')).toEqual([...before.slice(0, 1), ...before.slice(7)])
    expect(lstatSync(history).mode & 0o777).toBe(0o600)
    expect((await audit('--machine')).has('.bash_history')).toBe(false)
    const { stdout } = await repository.leaktight(['audit', '--machine'])
    expect(stdout).toContain(command.replace('.bash_history', '.zsh_history')) // in one line
  }, 20_000)

  it('a copy of the credentials of the AWS CLI is to be shredded', async () => {
    const path = putInto(repository.home)('.aws/credentials.bak', `[default]\n${plaintext().replaceAll(': ', ' = ')}`)
    expect((await audit('--machine')).get('.aws/credentials.bak')?.remedy).toBe(`leaktight shred ${path}`)
  })

  it('takes credentials in the store of the AWS CLI for legitimate, unless others can read them', async () => {
    const path = putInto(repository.home)('.aws/credentials', `[default]\n${plaintext().replaceAll(': ', ' = ')}`)
    const store = async () => (await audit('--machine')).get('.aws/credentials')
    expect(await store()).toMatchObject({
      severity: 'low',
      message: expect.stringContaining('kept in the credentials of the AWS CLI'),
    })
    expect((await repository.leaktight(['audit', '--machine'])).code).toBe(0)
    chmodSync(repository.home, 0o755)
    chmodSync(join(repository.home, '..'), 0o755)
    chmodSync(join(repository.home, '.aws'), 0o755)
    chmodSync(path, 0o644)
    expect(await store()).toMatchObject({ severity: 'high', remedy: expect.stringContaining(`chmod 600 ${path}`) })
    expect((await repository.leaktight(['audit', '--machine'])).code).toBe(1)
  })

  it('says that a temporary file of sops is still being worked with', async () => {
    const path = putInto(repository.home)('tmp/4242/aws.yaml', plaintext())
    const editor = spawn('sh', ['-c', 'echo ready; read _', 'editor', path], { stdio: ['pipe', 'pipe', 'ignore'] })
    await new Promise((ready) => editor.stdout.once('data', ready))
    const { stdout } = await repository.leaktight(['audit', '--machine'])
    editor.stdin.end()
    expect(stdout.replace(/\s+/g, ' ')).toContain('sops or an editor is working with it')
    expect([...(await audit('--machine')).keys()]).toEqual(['tmp/4242/aws.yaml'])
  })

  it('never follows a link out of a place', async () => {
    const real = join(repository.home, 'elsewhere')
    putInto(repository.home)('elsewhere/aws.yaml', plaintext())
    mkdirSync(join(repository.home, '.local/share'), { recursive: true })
    symlinkSync(real, join(repository.home, '.local/share/Trash'))
    symlinkSync(join(real, 'aws.yaml'), join(repository.home, '.bash_history'))
    expect([...(await audit('--machine')).keys()]).toEqual([])
  })

  it.skipIf(noNobody !== undefined)('--all-users is refused to anybody but root', () => {
    handOver(repository)
    const { code, stdout, stderr } = leaktightUnprivileged(repository, ['audit', '--all-users'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('only root can look at the files of every user')
  })

  it.skipIf(!isRoot)(
    '--all-users finds what another user left, which root alone does not look at (needs root)',
    async () => {
      const path = putInto(repository.home)('tmp/aws.yaml', plaintext())
      execFileSync('chown', ['65534:65534', path])
      expect((await audit('--machine')).size).toBe(0)
      expect((await audit('--all-users')).has('tmp/aws.yaml')).toBe(true)
    },
    20_000,
  )
})

describe('a hostile temporary folder', () => {
  const busy = `
    const fs = require('node:fs')
    const [, folder] = process.argv
    for (let turn = 0; ; turn++) {
      const path = folder + '/now-' + (turn % 50) + '.yaml'
      try { if (turn % 100 < 50) fs.writeFileSync(path, 'a: 1'); else fs.rmSync(path) } catch {}
      if (turn === 100) console.log('ready')
    }`

  const fill = async (folder: string) => {
    const many = Array.from({ length: 300 }, (_, index) => index)
    execFileSync(
      'mkfifo',
      many.map((index) => join(folder, `f${index}.yaml`)),
    )
    for (const index of many) {
      mkdirSync(join(folder, `d${index}`))
      symlinkSync('..', join(folder, `d${index}/loop`))
      symlinkSync(`l${index}.json`, join(folder, `l${index}.json`))
      symlinkSync('/dev/zero', join(folder, `z${index}.env`))
      writeFileSync(join(folder, `t${index}.txt`), 'hello\n')
    }
    // The path of a socket must be short.
    const short = mkdtempSync('/tmp/s-')
    const server = createServer()
    await new Promise((ready) => server.listen(join(short, 's.yaml'), () => ready(undefined)))
    return async () => {
      await new Promise((closed) => server.close(closed))
      rmSync(short, { recursive: true })
    }
  }

  it('ends, with files that come and go, and the leftover in it is found', async () => {
    const folder = join(repository.home, 'tmp')
    const clear = await fill(folder)
    putInto(repository.home)('tmp/d299/aws.yaml', plaintext())
    const child = spawn(process.execPath, ['-e', busy, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise((ready) => child.stdout.once('data', ready))
    try {
      const found = await audit('--machine')
      expect([...found.keys()]).toEqual(['tmp/d299/aws.yaml'])
    } finally {
      child.kill('SIGKILL')
      await clear()
    }
  }, 20_000)

  const noStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0

  it.skipIf(noStrace)(
    'no system call writes below it, opens what is no file, or follows a link (needs strace)',
    async () => {
      const folder = join(repository.home, 'tmp')
      const clear = await fill(folder)
      fillHome(repository.home)
      const trace = join(repository.root, '..', 'trace')
      const calls =
        'trace=open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,truncate,ftruncate,chmod,fchmod,fchmodat,chown,fchownat,utimensat,link,linkat,symlink,symlinkat,setxattr,mknod,mknodat'
      spawnSync('strace', ['-f', '-y', '-e', calls, '-o', trace, process.execPath, builtCli, 'audit', '--machine'], {
        cwd: repository.root,
        env: { ...repository.env, ...cacheElsewhere() },
      })
      await clear()
      const within = readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => line.includes(`"${repository.home}/`) && !line.includes('<unfinished'))
      expect(within.length).toBeGreaterThan(300)
      const harmless = /open(?:at)?\(.*O_RDONLY/
      expect(within.filter((line) => !harmless.test(line))).toEqual([])
      expect(within.filter((line) => /O_(?:CREAT|TRUNC|WRONLY|RDWR)/.test(line))).toEqual([])
      expect(within.filter((line) => /\/(?:f|l|z)\d+\.\w+"|tmp-file"|\.#aws/.test(line))).toEqual([])
      // Files are opened without following and without waiting; folders as folders.
      const waiting = within.filter((line) => !/O_DIRECTORY|O_NONBLOCK.*O_NOFOLLOW/.test(line))
      expect(waiting.filter((line) => !/\/\.config\/git|\.gitconfig/.test(line))).toEqual([])
    },
    30_000,
  )
})
