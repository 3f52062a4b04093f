import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Run } from '../support/repository.ts'
import { newSealRepository, type SealRepository } from '../support/seal.ts'
import { describeWithSops } from '../support/sops.ts'

let repository: SealRepository

const plain = 'user: somebody\npassword: not-to-be-seen\nlist:\n    - first-hidden\n    - deep: second-hidden\n'
const hidden = ['not-to-be-seen', 'first-hidden', 'second-hidden']

const begin = (): void => {
  repository = newSealRepository()
  repository.git('add', '.sops.yaml')
  repository.commit('start')
}

const encrypted = (path: string, text: string): string => {
  repository.write(path, text)
  repository.sops(['-e', '-i', path])
  repository.git('add', path)
  repository.commit(`encrypted ${path}`)
  return repository.read(path)
}

const schema = resolve(import.meta.dirname, '../../dist/schema/seal-report.schema.json')
const validate = new Ajv({ strict: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))

const fixed = async (...args: string[]) => jsonOf(await repository.seal(['--fix', '--format', 'json', ...args]))

const jsonOf = ({ code, stdout, stderr }: Run) => {
  expect(stderr).toBe('')
  expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true)
  return { code, files: JSON.parse(stdout).files }
}

const kindsOfPlain = [
  ['secrets/a.yaml', plain],
  ['secrets/documents.yaml', 'a: hidden-one\n---\nb:\n  - hidden-two\n'],
  ['secrets/a.json', '{"password": "hidden-one", "port": 5432, "on": true, "none": null, "list": [1.5, ""]}\n'],
  ['secrets/a.env', '# comment\nPASSWORD=hidden-one\nEMPTY=\n'],
  ['secrets/a.ini', '[db]\npassword = hidden-one\nuser = hidden-two\n'],
  ['secrets/key.pem', 'line one\nhidden-one\n'],
] as const

describeWithSops('leaktight seal on a file in plaintext', () => {
  beforeEach(begin)
  afterEach(() => repository.remove())

  it.each(kindsOfPlain)('encrypts %s, keeps its mode and stages it', async (path, text) => {
    repository.stage(path, text)
    chmodSync(join(repository.root, path), 0o640)
    const before = await repository.built([])
    expect(before.code).toBe(1)
    expect(before.stdout).toContain(`    sops encrypt --in-place ${path}\n    git add -- ${path}\n`)
    expect(repository.read(path)).toBe(text)
    const { code, files } = jsonOf(await repository.built(['--fix', '--format', 'json']))
    expect(files).toMatchObject([
      { path, fault: 'plain', status: 'mended', staged: true, object: { committed: false } },
    ])
    expect(code).toBe(0)
    expect(repository.read(path)).toContain('ENC[AES256_GCM,data:')
    expect(repository.read(path)).not.toContain('hidden-one')
    expect(repository.git('show', `:${path}`)).toBe(repository.read(path))
    expect(statSync(join(repository.root, path)).mode & 0o777).toBe(0o640)
    expect(repository.names('secrets')).toEqual([path.slice('secrets/'.length)])
    expect((await repository.leaktight(['staged'])).code).toBe(0)
    expect((await repository.seal([])).stdout).toBe('Nothing to mend (2 files examined).\n')
  })

  it('leaves the index alone that holds something else', async () => {
    const sealed = encrypted('secrets/a.yaml', 'password: old-value\n')
    repository.write('secrets/a.yaml', plain)
    const { code, files } = await fixed('secrets/a.yaml')
    expect(files).toMatchObject([{ status: 'mended', staged: false }])
    expect(code).toBe(0)
    expect(repository.git('show', ':secrets/a.yaml')).toBe(sealed)
  })

  it('refuses what is staged otherwise than it lies there, and says why', async () => {
    repository.stage('secrets/a.yaml', plain)
    repository.write('secrets/a.yaml', `${plain}more: third-hidden\n`)
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(2)
    expect(stdout).toContain('Refused: secrets/a.yaml is staged with other content than the working tree has')
    expect(repository.read('secrets/a.yaml')).toBe(`${plain}more: third-hidden\n`)
    expect(repository.git('show', ':secrets/a.yaml')).toBe(plain)
  })

  it('encrypts as before where no creation rule speaks of the file', async () => {
    const recipient = /age1\w+/.exec(repository.read('.sops.yaml'))?.[0] ?? ''
    repository.write('other.yaml', plain)
    repository.sops([
      '--config',
      '/dev/null',
      '-e',
      '-i',
      '--age',
      recipient,
      '--encrypted-regex',
      '^pass',
      'other.yaml',
    ])
    repository.git('add', '.')
    repository.commit('one')
    repository.stage('other.yaml', plain)
    const said = await repository.seal([])
    expect(said.stdout).toContain(
      `    sops --config /dev/null encrypt --age ${recipient} --encrypted-regex '^pass' --in-place other.yaml\n`,
    )
    expect((await fixed()).code).toBe(0)
    expect(repository.read('other.yaml')).toMatch(/user: somebody\npassword: ENC\[/)
  })

  it('encrypts a Kubernetes Secret where a creation rule speaks of it, and leaves another alone', async () => {
    const recipient = /age1\w+/.exec(repository.read('.sops.yaml'))?.[0] ?? ''
    const rule = `  - path_regex: .*\\.yaml$\n    encrypted_regex: ^(data|stringData)$\n    age: ${recipient}\n`
    repository.stage('.sops.yaml', `creation_rules:\n${rule}`)
    const manifest = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  password: not-to-be-seen\n'
    repository.stage('app.yaml', manifest)
    repository.stage('app.yml', manifest)
    expect(await fixed()).toMatchObject({ code: 0, files: [{ path: 'app.yaml', status: 'mended' }] })
    expect(repository.read('app.yaml')).toMatch(/name: app\nstringData:\n {4}password: ENC\[/)
    expect(repository.read('app.yml')).toBe(manifest)
  })

  it('mends also what the configuration lets pass', async () => {
    repository.stage('.leaktight.yaml', 'fail-on: critical\n')
    repository.stage('secrets/a.yaml', plain)
    expect(await fixed()).toMatchObject({ code: 0, files: [{ path: 'secrets/a.yaml', status: 'mended' }] })
  })

  it('takes neither links nor files with several names', async () => {
    repository.write('secrets/a.yaml', plain)
    linkSync(join(repository.root, 'secrets/a.yaml'), join(repository.root, 'other'))
    repository.git('add', 'secrets')
    expect((await repository.seal(['--fix'])).stdout).toContain('has 2 names (hard links)')
    rmSync(join(repository.root, 'other'))
    symlinkSync('a.yaml', join(repository.root, 'secrets/link.yaml'))
    const { code, stderr } = await repository.seal(['--fix', 'secrets/link.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain('is no regular file')
    expect(repository.read('secrets/a.yaml')).toBe(plain)
  })

  it('refuses YAML that sops would write otherwise', async () => {
    repository.stage('secrets/a.yaml', 'a: &x one\nb: *x\n')
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(2)
    expect(stdout).toContain('has YAML anchors or tags')
    expect(repository.read('secrets/a.yaml')).toBe('a: &x one\nb: *x\n')
  })

  const changing = [
    ['secrets/a.yaml', 'password: hidden-one\naccount: 012345678901\n', 'line 2'],
    ['secrets/a.yaml', 'commit: 1e10\n', 'line 1'],
    ['secrets/a.yaml', 'release: 1.10\n', 'line 1'],
    ['secrets/a.json', '{"password": "hidden-one",\n"id": 9007199254740993}\n', 'line 2'],
    ['secrets/a.json', '{"password": "hidden-one\\ud800"}\n', 'line 1'],
    ['secrets/a.ini', '[db]\npassword = first#second\n', 'line 2'],
    ['secrets/a.ini', '[db]\nfolder = C:\\new\\\npassword = hidden-one\n', 'line 2'],
  ] as const

  it.each(changing)('refuses %s where sops would keep another value: %j', async (path, text, line) => {
    repository.write(path, text)
    const { code, files } = await fixed(path)
    expect(files).toMatchObject([{ path, status: 'refused', reason: expect.stringContaining(line) }])
    expect(code).toBe(2)
    expect(repository.read(path)).toBe(text)
  })

  it('encrypts comments in a list, which sops makes items of it, and keeps numbers that stay what they are', async () => {
    const text =
      '# top\nlist:\n    # first\n    - hidden-one\n    # second\n    - deep: hidden-two\nempty: [] # none\nport: 5432\nrate: 0.25\nday: 2020-01-02\n'
    repository.write('secrets/a.yaml', text)
    const { files } = await fixed('secrets/a.yaml')
    expect(files).toMatchObject([{ status: 'mended' }])
    const back = repository.sops(['decrypt', 'secrets/a.yaml']).toString()
    for (const comment of ['# top', '# first', '# second', '# none']) expect(back).toContain(comment)
    expect(back).toContain('- hidden-one')
  })

  it('takes nothing from a sops that encrypts other values', async () => {
    for (const path of ['secrets/a.yaml', 'secrets/key.pem']) {
      repository.write(path, plain)
      const { code, stdout } = await repository.seal(
        ['--fix', path],
        repository.shim('sed s/not-to-be-seen/short/ | "$real" "$@"'),
      )
      expect(stdout).toContain('was kept, because what sops made of it has')
      expect(code).not.toBe(0)
      expect(repository.read(path)).toBe(plain)
    }
  })

  it('takes nothing from a sops that encrypts to somebody else', async () => {
    repository.write('secrets/a.yaml', plain)
    const other = 'age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'
    const args = `--config /dev/null encrypt --age ${other} --filename-override a.yaml`
    const { stdout } = await repository.seal(['--fix', 'secrets/a.yaml'], repository.shim(`"$real" ${args}`))
    expect(stdout).toContain('to other recipients than it is meant for')
    expect(repository.read('secrets/a.yaml')).toBe(plain)
  })

  it.runIf(process.getuid?.() === 0)('keeps the group of the file', async () => {
    repository.write('secrets/a.yaml', plain)
    chownSync(join(repository.root, 'secrets/a.yaml'), 0, 4321)
    expect((await fixed('secrets/a.yaml')).files).toMatchObject([{ status: 'mended' }])
    expect(statSync(join(repository.root, 'secrets/a.yaml')).gid).toBe(4321)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves nothing beside the file when %s ends it', async (signal, expected) => {
    const typed = encrypted('secrets/a.yaml', plain).replace(/^user: .*$/m, 'user: typed')
    repository.write('secrets/a.yaml', typed)
    // The parent of sops is the command itself.
    const env = repository.shim(`kill -${signal.slice(3)} $PPID; exec sleep 30`)
    const { code, stdout } = await repository.built(['--fix'], env)
    expect(code).toBe(expected)
    expect(stdout).toContain('sops was ended by SIGTERM')
    expect(repository.read('secrets/a.yaml')).toBe(typed)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  })

  it('runs no command of the repository to get a key', async () => {
    const text = encrypted('secrets/a.yaml', plain)
    repository.write('secrets/a.yaml', text.replace(/^user: .*$/m, 'user: typed'))
    const script = join(repository.root, 'key.sh')
    writeFileSync(script, `#!/bin/sh\ntouch ${join(repository.home, 'started')}\n`, { mode: 0o755 })
    for (const command of ['./key.sh', script]) {
      await repository.seal(['--fix', 'secrets/a.yaml'], { SOPS_AGE_KEY_FILE: '', SOPS_AGE_KEY_CMD: command })
      expect(existsSync(join(repository.home, 'started'))).toBe(false)
    }
  })

  it('answers 2 for a file that is not there and for --fix with --dry-run', async () => {
    expect((await repository.seal(['secrets/none.yaml'])).stderr).toContain('there is no such file')
    expect((await repository.seal(['--fix', '--dry-run'])).code).toBe(2)
  })
})

/** What a broken sops may do; nothing of it changes a byte of the file or of the index. */
const brokenSops = [
  ['fails', 'echo not-to-be-seen >&2; exit 23', 'could not encrypt a value (exit code 23)'],
  ['finds no rule', 'exit 1', 'no creation rule matches'],
  ['is killed in the middle', 'printf "user: ENC[AES256"; kill -9 $$', 'was ended by SIGKILL'],
  ['writes half and says nothing', '"$real" "$@" | head -c 200', 'was kept'],
  ['writes nothing', 'cat > /dev/null', 'did not make an encrypted file'],
  ['encrypts nothing', 'cat', 'did not make an encrypted file'],
  [
    'leaves a value in plaintext',
    '"$real" "$@" | sed "s/^password: .*/password: leaked/"',
    'sops left 1 of its values in plaintext',
  ],
  ['drops a key', '"$real" "$@" | sed /^user:/d', 'has other keys'],
] as const

describeWithSops('leaktight seal --fix that cannot', () => {
  beforeEach(() => {
    begin()
    repository.stage('secrets/a.yaml', plain)
  })
  afterEach(() => repository.remove())

  const expectUntouched = (): void => {
    expect(repository.read('secrets/a.yaml')).toBe(plain)
    expect(repository.git('show', ':secrets/a.yaml')).toBe(plain)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  }

  it.each(brokenSops)('leaves everything as it was when sops %s', async (_, script, reason) => {
    const { code, stdout, stderr } = await repository.seal(['--fix'], repository.shim(script))
    expect(code).toBe(2)
    expect(stdout).toContain(reason)
    for (const value of hidden) expect(stdout + stderr).not.toContain(value)
    expectUntouched()
  })

  it('does without a sops, and takes none from the working tree', async () => {
    const bin = join(repository.home, 'only')
    mkdirSync(bin)
    symlinkSync('/usr/bin/git', join(bin, 'git'))
    mkdirSync(join(repository.root, 'tools'))
    writeFileSync(join(repository.root, 'tools/sops'), '#!/bin/sh\ntouch "$HOME/ran"\n', { mode: 0o755 })
    symlinkSync(join(repository.root, 'tools/sops'), join(bin, 'sops'))
    const { code, stdout } = await repository.seal(['--fix'], { PATH: `${repository.root}/tools:${bin}` })
    expect(stdout).toContain('no sops is on PATH outside of the working tree')
    expect(code).toBe(2)
    expect(() => statSync(join(repository.home, 'ran'))).toThrow()
    expectUntouched()
  })

  it('lets a change win that is made meanwhile', async () => {
    const env = repository.shim('"$real" "$@"; echo "more: later" >> secrets/a.yaml')
    const { code, stdout } = await repository.seal(['--fix'], env)
    expect(code).toBe(2)
    expect(stdout).toContain('was changed by somebody else meanwhile')
    expect(repository.read('secrets/a.yaml')).toBe(`${plain}more: later\n`)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  })

  it('ends with one encrypted file when two run at once', async () => {
    const runs = await Promise.all([repository.seal(['--fix']), repository.seal(['--fix'])])
    expect(runs.some(({ code }) => code === 0)).toBe(true)
    expect(repository.sops(['decrypt', 'secrets/a.yaml'])).toBe(plain)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  })

  it('leaves the file as it was on a disk that is full', async (context) => {
    const folder = join(repository.root, 'secrets')
    const mount = ['-t', 'tmpfs', '-o', 'size=8k', 'none', folder]
    context.skip(spawnSync('mount', mount).status !== 0, 'nothing can be mounted here')
    try {
      const text = `password: ${'not-to-be-seen '.repeat(200)}\n`
      repository.stage('secrets/a.yaml', text)
      const { code, stdout } = await repository.seal(['--fix'])
      expect(code).toBe(2)
      expect(stdout).toContain('ENOSPC')
      expect(repository.read('secrets/a.yaml')).toBe(text)
      expect(repository.names('secrets')).toEqual(['a.yaml'])
    } finally {
      spawnSync('umount', [folder])
    }
  })

  it('says that the file is mended when it could not be staged', async () => {
    writeFileSync(join(repository.root, '.git/index.lock'), '')
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(2)
    expect(stdout).toContain('Failed: secrets/a.yaml is mended, but could not be staged')
    expect(repository.read('secrets/a.yaml')).toContain('ENC[')
  })
})

const kindsOfLeaves = [
  [
    'secrets/a.yaml',
    'a: kept-one\nb: kept\nlist:\n    - x\n    - deep: 1\n      on: true\n',
    (text: string) =>
      text
        .replace(/^b: .*$/m, 'b: "hidden \\"one\\""')
        .replace(/- ENC.*$/m, '- hidden-two')
        .replace(/deep: ENC.*$/m, 'deep: 4711')
        .replace(/on": .*$/m, 'on": false'),
    'a: kept-one\nb: hidden "one"\nlist:\n    - hidden-two\n    - deep: 4711\n      "on": false\n',
  ],
  [
    'secrets/block.yaml',
    'a: kept\nb: kept\nc: kept\n',
    (text: string) => text.replace(/^b: .*$/m, 'b: |\n    hidden-one\n    hidden-two'),
    'a: kept\nb: |\n    hidden-one\n    hidden-two\nc: kept\n',
  ],
  [
    'secrets/a.json',
    '{"a": "kept", "b": "x", "n": 1}',
    (text: string) => text.replace(/"b": "ENC[^"]*"/, '"b": "hidden-one"').replace(/"n": "ENC[^"]*"/, '"n": 4711'),
    '{\n\t"a": "kept",\n\t"b": "hidden-one",\n\t"n": 4711\n}',
  ],
  [
    'secrets/a.env',
    'A=kept\nB=x\n',
    (text: string) => text.replace(/^B=.*$/m, 'B=hidden-one'),
    'A=kept\nB=hidden-one\n',
  ],
  [
    'secrets/a.ini',
    '[db]\na = kept\nb = x\n',
    (text: string) => text.replace(/^b .*$/m, 'b = hidden-one'),
    '[db]\na = kept\nb = hidden-one\n',
  ],
] as const

describeWithSops('leaktight seal on values typed into an encrypted file', () => {
  beforeEach(begin)
  afterEach(() => repository.remove())

  it.each(kindsOfLeaves)('encrypts those of %s and nothing else', async (path, text, retype, decrypted) => {
    const before = encrypted(path, text)
    repository.stage(path, retype(before))
    expect(repository.read(path)).toContain('hidden')
    const said = await repository.seal([])
    expect(said.code).toBe(1)
    expect(said.stdout).toContain(`git restore --source=${repository.git('rev-parse', 'HEAD').slice(0, 12)} -- ${path}`)
    const argv = join(repository.home, 'argv')
    const env = repository.shim(`printf '%s\\n' "$@" >> '${argv}'\nexec "$real" "$@"`)
    const { code, stdout, stderr } = await repository.built(['--fix'], env)
    expect(stdout + stderr).toContain(`Encrypted the plain values of ${path} and staged it.`)
    expect(code).toBe(0)
    expect(repository.sops(['decrypt', path]).trimEnd()).toBe(decrypted.trimEnd())
    const kept = /ENC\[AES256_GCM,data:[^\]]*\]/.exec(before)?.[0] ?? 'nothing'
    expect(repository.read(path)).toContain(kept)
    expect(repository.git('show', `:${path}`)).toBe(repository.read(path))
    for (const value of ['hidden', '4711'])
      expect(stdout + stderr + repository.read('../home/argv')).not.toContain(value)
    expect(repository.names('secrets')).toEqual([path.slice('secrets/'.length)])
    expect((await repository.leaktight(['staged'])).code).toBe(0)
  })

  const retyped = (text: string, change: (text: string) => string = (same) => same): string => {
    const typed = change(encrypted('secrets/a.yaml', text).replace(/^b: .*$/m, 'b: not-to-be-seen'))
    repository.write('secrets/a.yaml', typed)
    return typed
  }

  it.each([
    ['there is no key', {}, (text: string) => text, 'has no key that opens the file'],
    ['a key stands twice', undefined, (text: string) => `b: x\n${text}`, 'by hand'],
    ['an alias stands in it', undefined, (text: string) => `${text}c: *x\n`, 'by hand'],
    [
      'ciphertext was changed too',
      undefined,
      (text: string) => text.replace(/^a: ENC\[AES256_GCM,data:\S+?,/m, 'a: ENC[AES256_GCM,data:AAAA,'),
      'has ciphertext that differs from the committed version',
    ],
  ])('prints commands and changes nothing when %s', async (_, env, change, said) => {
    const typed = retyped('a: one\nb: two\n', change)
    const without = env === undefined ? {} : { SOPS_AGE_KEY_FILE: join(repository.home, 'none') }
    const { code, stdout, stderr } = await repository.seal(['--fix'], without)
    expect(code).not.toBe(0)
    expect(stdout + stderr).toContain(said)
    expect(stdout + stderr).not.toContain('not-to-be-seen')
    expect(repository.read('secrets/a.yaml')).toBe(typed)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  })

  it('refuses a value in a further document, which sops set does not reach', async () => {
    const text = encrypted('secrets/a.yaml', 'a: one\n---\nb: two\n').replace(/^b: .*$/m, 'b: not-to-be-seen')
    repository.write('secrets/a.yaml', text)
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(2)
    expect(stdout).toContain('has a plain value in a further document')
    expect(repository.read('secrets/a.yaml')).toBe(text)
  })

  it.each([
    ['fails at the second value', 'case "$*" in *c*) exit 25;; esac; exec "$real" "$@"'],
    ['is killed after the first', 'case "$*" in *ignore-mac*) exec "$real" "$@";; esac; kill -9 $$'],
    ['writes nothing', 'exit 0'],
  ])('leaves the file as it was when sops %s', async (_, script) => {
    const text = encrypted('secrets/a.yaml', 'a: one\nb: two\nc: three\n')
      .replace(/^b: .*$/m, 'b: not-to-be-seen')
      .replace(/^c: .*$/m, 'c: not-to-be-seen')
    repository.write('secrets/a.yaml', text)
    const { code } = await repository.seal(['--fix'], repository.shim(script))
    expect(code).toBe(2)
    expect(repository.read('secrets/a.yaml')).toBe(text)
    expect(repository.names('secrets')).toEqual(['a.yaml'])
  })
})

describeWithSops('leaktight seal on other damage', () => {
  beforeEach(begin)
  afterEach(() => repository.remove())

  it('stages the encrypted file of the working tree in the place of staged plaintext', async () => {
    const sealed = encrypted('secrets/a.yaml', plain)
    repository.stage('secrets/a.yaml', plain)
    repository.write('secrets/a.yaml', sealed)
    const { code, files } = await fixed()
    expect(files).toMatchObject([{ fault: 'index', status: 'mended', staged: true }])
    expect(code).toBe(0)
    expect(repository.git('show', ':secrets/a.yaml')).toBe(sealed)
  })

  it('says that plaintext which is committed already has to be replaced', async () => {
    repository.stage('secrets/a.yaml', plain)
    repository.commit('plaintext')
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(0)
    expect(stdout).toContain('is in the commit history already: replace the credentials')
    expect(repository.git('diff', '--cached', '--name-only')).toBe('secrets/a.yaml\n')
  })

  it('cuts off text behind a value', async () => {
    const text = encrypted('secrets/a.yaml', plain)
    repository.write('secrets/a.yaml', text.replace(/^(password: .*)$/m, '$1 not-to-be-seen'))
    const { code, stdout } = await repository.seal(['--fix'])
    expect(stdout).toContain('Cut off what stood behind the values of secrets/a.yaml.')
    expect(stdout).not.toContain('not-to-be-seen')
    expect(code).toBe(0)
    expect(repository.read('secrets/a.yaml')).toBe(text)
  })

  it('names the last sound version of a damaged file and leaves it', async () => {
    const text = encrypted('secrets/a.yaml', plain)
    const good = repository.git('rev-parse', 'HEAD').slice(0, 12)
    const damaged = text.replace(/^password: ENC\[AES256_GCM,data:/m, '$&!')
    repository.stage('secrets/a.yaml', damaged)
    repository.commit('damaged')
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(1)
    expect(stdout).toContain(`    git restore --source=${good} -- secrets/a.yaml\n`)
    expect(repository.read('secrets/a.yaml')).toBe(damaged)
    repository.git('restore', `--source=${good}`, '--', 'secrets/a.yaml')
    expect(repository.read('secrets/a.yaml')).toBe(text)
  })

  it('gives the remedy where only people can decide', async () => {
    const recipient = /age1\w+/.exec(repository.read('.sops.yaml'))?.[0] ?? ''
    repository.write('secrets/a.yaml', plain)
    repository.sops(['-e', '-i', '--age', recipient, '--encrypted-regex', '^nothing$', 'secrets/a.yaml'])
    repository.git('add', '.')
    const before = repository.read('secrets/a.yaml')
    const { code, stdout } = await repository.seal(['--fix'])
    expect(code).toBe(1)
    expect(stdout).toContain('Take the sops block out of secrets/a.yaml')
    for (const value of hidden) expect(stdout).not.toContain(value)
    expect(repository.read('secrets/a.yaml')).toBe(before)
  })
})

describe('leaktight seal', () => {
  it('explains itself', async () => {
    repository = newSealRepository()
    const { code, stdout } = await repository.built(['--help'])
    repository.remove()
    expect(code).toBe(0)
    expect(stdout).toContain('$ leaktight seal --fix secrets/aws.yaml')
  })
})
