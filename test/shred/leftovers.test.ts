import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { encryptedYaml } from '../checks/leftovers/support.ts'
import { builtCli, newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

const noRights = noUnprivileged()
const hasScript = spawnSync('script', ['--version']).status === 0

let repository: TestRepository
const temporary = (name = ''): string => join(repository.home, 'tmp', name)

beforeEach(() => {
  repository = newRepository()
  repository.stage('secrets/aws.yaml', encryptedYaml('aws_access_key_id', 'aws_secret_access_key', 'aws_region'))
  repository.commit('first')
})
afterEach(() => repository.remove())

const arguments_ = ['shred', '-n1', '--leftovers']
const shredLeftovers = (flags: readonly string[], cwd = repository.root) =>
  repository.leaktight([...arguments_, ...flags], { cwd })

describe('shred --leftovers', () => {
  it('overwrites what repeats an encrypted file, and leaves everything else alone', async () => {
    writeFileSync(temporary('aws-update.yaml'), awsPair().yaml)
    writeFileSync(temporary('notes.yaml'), 'title: none\n')
    expect((await shredLeftovers(['--yes'])).stdout).toContain('1 target: ')
    expect(readdirSync(temporary())).toEqual(['notes.yaml'])
  })

  it('leaves what is no leftover as a whole: a remnant of zeros, and a history', async () => {
    writeFileSync(temporary('aws-update.yaml'), awsPair().yaml)
    writeFileSync(temporary('wiped.yaml'), Buffer.alloc(4096))
    writeFileSync(temporary('.bash_history'), `export AWS_SECRET_ACCESS_KEY=${awsPair().secret}\nls\n`)
    expect((await shredLeftovers(['--yes'])).stdout).toContain('1 target: ')
    expect(readdirSync(temporary())).toEqual(['.bash_history', 'wiped.yaml'])
  })

  it('shows each file with its size and what is in it, never the value, whether or not it asks', async () => {
    const pair = awsPair()
    writeFileSync(temporary('aws-update.yaml'), pair.yaml)
    const line = `  ${temporary('aws-update.yaml')} (${pair.yaml.length} bytes): plaintext left behind: holds aws-access-key-id, aws-secret-access-key; repeats the keys of secrets/aws.yaml`
    for (const flags of [[], ['--dry-run'], ['--yes', '--format=json']]) {
      const { stdout, stderr } = await shredLeftovers(flags)
      expect(stderr).toContain(line)
      expect(stdout + stderr).not.toContain(pair.secret)
    }
    writeFileSync(temporary('aws-update.yaml'), pair.yaml)
    expect((await shredLeftovers(['--yes', '--quiet'])).stderr).toBe('')
    expect(readdirSync(temporary())).toEqual([])
  })

  it('changes nothing where nobody can be asked, or in a dry run', async () => {
    writeFileSync(temporary('aws-update.yaml'), awsPair().yaml)
    const alone = await shredLeftovers([])
    expect(alone.code).toBe(2)
    expect(alone.stdout).toContain('was left alone: nobody can be asked here; look at the list and repeat with --yes.')
    expect((await shredLeftovers(['--dry-run'])).stdout).toMatch(/Dry run, nothing was changed\. 1 target: /)
    expect(readdirSync(temporary())).toEqual(['aws-update.yaml'])
  })

  it('overwrites a file whose name is not UTF-8, and none of two that read alike', async () => {
    const named = (byte: number) =>
      Buffer.concat([Buffer.from(temporary('a')), Buffer.from([byte]), Buffer.from('.env')])
    writeFileSync(named(0xff), awsPair().yaml)
    expect((await shredLeftovers(['--yes'])).stdout).toContain('1 target: ')
    expect(existsSync(named(0xff))).toBe(false)
    for (const byte of [0xfe, 0xff]) writeFileSync(named(byte), awsPair().yaml)
    const { code, stdout } = await shredLeftovers(['--yes'])
    expect(stdout).toContain('several files have names that are not UTF-8 and read alike')
    expect(code).toBe(2)
    expect([0xfe, 0xff].map((byte) => existsSync(named(byte)))).toEqual([true, true])
  })

  it('finds a credential outside of a repository, also where the current folder is the temporary one', async () => {
    for (const cwd of [temporary(), repository.home]) {
      writeFileSync(temporary('a.yaml'), awsPair().yaml)
      const { size } = statSync(temporary('a.yaml'))
      const { stdout, stderr } = await shredLeftovers(['--yes'], cwd)
      expect(stdout).toContain('1 target: ')
      expect(stderr).toBe(
        [
          'leaktight: no repository is around, so nothing was compared with encrypted files',
          `  ${temporary('a.yaml')} (${size} bytes): plaintext left behind: holds aws-access-key-id, aws-secret-access-key\n`,
        ].join('\n'),
      )
      expect(existsSync(temporary('a.yaml'))).toBe(false)
    }
  })

  describe.skipIf(process.platform !== 'linux')('of what is still in use', () => {
    let child: ReturnType<typeof spawn> | undefined
    afterEach(async () => {
      child?.stdin?.end()
      if (child?.exitCode === null && child.signalCode === null) await once(child, 'close')
    })
    const start = async (...words: readonly string[]) => {
      child = spawn('sh', words, { cwd: repository.root, env: repository.env, stdio: ['pipe', 'pipe', 'ignore'] })
      return String((await once(child.stdout ?? child, 'data'))[0])
    }

    const waiting = 'echo begun; read -r line'

    it.each([
      ['that a process has open', 'a.yaml', ['-c', `exec 3<"$0"; ${waiting}`], true, /process \d+ has it open/],
      ['that a process was started with', 'a.yaml', ['-c', waiting], true, /was started with it/],
      ['of a living sops', '12345/a.yaml', ['sops', 'secrets/a.yaml'], false, /sops or its editor still/],
    ])('a file %s is left alone, and that is exit 2', async (_, name, words, named, why) => {
      mkdirSync(temporary('12345'))
      writeFileSync(temporary(name), awsPair().yaml)
      writeFileSync(temporary('b.yaml'), awsPair(2).yaml)
      repository.write('sops', waiting)
      await start(...words, ...(named ? [temporary(name)] : []))
      const { code, stdout } = await shredLeftovers(['--yes', '--format=json'])
      const refused = JSON.parse(stdout).targets.find(({ path: at }: { path: string }) => at === temporary(name))
      expect(refused).toMatchObject({ status: 'refused', reason: expect.stringMatching(why) })
      expect(code).toBe(2)
      expect([existsSync(temporary(name)), existsSync(temporary('b.yaml'))]).toEqual([true, false])
    })

    it('a file in the private folder of a run is left alone', async () => {
      const script = 'cp "$1" "$LEAKTIGHT_TMP" && echo "$LEAKTIGHT_TMP"; read -r line'
      const made = join(repository.home, 'made.yaml')
      writeFileSync(made, awsPair().yaml)
      const first = await start('-c', '"$0" "$1" run -- sh -c "$2" sh "$3"', process.execPath, builtCli, script, made)
      const env = { LEAKTIGHT_TEMP_DIRS: first.trim() }
      const { code, stdout } = await repository.leaktight([...arguments_, '--yes'], { env })
      expect(stdout).toMatch(/made\.yaml was left alone: a leaktight run or edit that still goes on keeps it/)
      expect(code).toBe(2)
    })
  })

  describe('of keys', () => {
    let seed = 0
    const identity = () => expandMould('# created: 2026-01-01T00:00:00Z\n${age-identity}\n', ++seed)
    const refusal = async (env: NodeJS.ProcessEnv = {}) => {
      const { code, stdout } = await repository.leaktight([...arguments_, '--yes', '--format=json'], { env })
      const [target] = JSON.parse(stdout).targets
      return { code, reason: target.reason, isThere: existsSync(target.path) }
    }

    it('the only copy of an age identity is left alone, for without it nothing could be opened', async () => {
      writeFileSync(temporary('key.txt'), identity())
      const { code, reason, isThere } = await refusal()
      expect(reason).toMatch(/was left alone: it holds an age identity that stands nowhere else where sops looks/)
      expect([code, isThere]).toEqual([2, true])
    })

    it.each([
      ['in the usual place', '.config/sops/age/keys.txt', {}],
      ['where a variable says', 'mine.txt', { SOPS_AGE_KEY_FILE: 'mine.txt' }],
    ])('one with another copy %s is shredded', async (_, other, names) => {
      const text = identity()
      const env = Object.fromEntries(Object.entries(names).map(([name, path]) => [name, join(repository.home, path)]))
      mkdirSync(join(repository.home, '.config/sops/age'), { recursive: true })
      writeFileSync(join(repository.home, other), text)
      writeFileSync(temporary('key.txt'), text)
      expect(await refusal(env)).toMatchObject({ code: 0, isThere: false })
    })

    it('one with another copy in a variable is shredded', async () => {
      const text = identity()
      writeFileSync(temporary('key.txt'), text)
      expect(await refusal({ SOPS_AGE_KEY: text })).toMatchObject({ code: 0, isThere: false })
    })

    it('two identities need two copies', async () => {
      const text = identity()
      writeFileSync(temporary('key.txt'), text + identity())
      expect(await refusal({ SOPS_AGE_KEY: text })).toMatchObject({ code: 2, isThere: true })
    })

    it.each(['SOPS_AGE_KEY_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'GOOGLE_APPLICATION_CREDENTIALS'])(
      'the file that %s names is in use',
      async (name) => {
        writeFileSync(temporary('a.yaml'), awsPair().yaml + identity())
        const { code, reason, isThere } = await refusal({ [name]: temporary('a.yaml'), SOPS_AGE_KEY: '' })
        expect(reason).toContain(`was left alone: ${name} names it`)
        expect([code, isThere]).toEqual([2, true])
      },
    )

    it('a copy under a link is no other copy', async () => {
      writeFileSync(temporary('key.txt'), identity())
      mkdirSync(join(repository.home, '.config/sops/age'), { recursive: true })
      symlinkSync(temporary('key.txt'), join(repository.home, '.config/sops/age/keys.txt'))
      expect(await refusal()).toMatchObject({ code: 2, isThere: true })
    })
  })

  it.skipIf(noRights !== undefined)(
    `exits 2 with the reason where it could not search (${noRights ?? 'as nobody'})`,
    () => {
      mkdirSync(temporary('closed'))
      chmodSync(temporary('closed'), 0)
      writeFileSync(temporary('a.yaml'), awsPair().yaml)
      handOver(repository)
      const { code, stdout } = leaktightUnprivileged(repository, [...arguments_, '--yes'])
      expect(stdout).toMatch(/^Failed: \S+\/tmp\/closed could not be searched for leftovers: EACCES/m)
      expect(code).toBe(2)
      expect(existsSync(temporary('a.yaml'))).toBe(false)
    },
  )

  it('exits 2 where the configuration turned the check off', async () => {
    repository.write('.leaktight.yaml', 'rules:\n  leftover-plaintext: off\n')
    const { code, stderr } = await shredLeftovers([])
    expect(stderr).toMatch(/turns leftover-plaintext off, so nothing is looked for/)
    expect(code).toBe(2)
  })

  it('exits 2 where the repository cannot be read', async () => {
    const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
    const { code, stderr } = await repository.leaktight(arguments_, { env })
    expect(stderr).toMatch(/dubious ownership/)
    expect(code).toBe(2)
  })
})

/** Runs the command on a terminal and types `keys` once it asks. */
const typed = (keys: string, redirection = ''): Promise<{ code: number; output: string }> =>
  new Promise((done, fail) => {
    const command = `${[process.execPath, builtCli, ...arguments_].map((word) => `'${word}'`).join(' ')} ${redirection}`
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: repository.root, env: repository.env })
    let output = ''
    child.stdout.on('data', (piece: Buffer) => {
      const before = output.includes('[y/N]')
      output += piece
      if (!before && output.includes('[y/N]')) child.stdin.write(keys)
    })
    child.on('error', fail)
    child.on('close', (code) => done({ code: code ?? -1, output }))
  })

describe.skipIf(!hasScript)('the question', () => {
  beforeEach(() => writeFileSync(temporary('a.yaml'), awsPair().yaml))

  it('answered with yes begins the work', async () => {
    expect((await typed('y\n')).output).toContain('1 target: ')
    expect(existsSync(temporary('a.yaml'))).toBe(false)
  })

  it('answered with no ends it', async () => {
    const { code, output } = await typed('\n')
    expect(output).toContain('was left alone, as you answered')
    expect(code).toBe(2)
  })

  it('is not asked where nobody sees it, nor the list above it', async () => {
    const { code, output } = await typed('', '2>/dev/null')
    expect(output).toContain('was left alone: nobody can be asked here')
    expect(code).toBe(2)
    expect(existsSync(temporary('a.yaml'))).toBe(true)
  })

  it('interrupted ends it as interrupted', async () => {
    const { code, output } = await typed('\x03')
    expect(output).toContain('was left alone, because the work was interrupted')
    expect(code).toBe(130)
    expect(existsSync(temporary('a.yaml'))).toBe(true)
  })
})

it('two files whose names are not UTF-8 are told apart', async () => {
  const names = [0xfe, 0xff].map((byte) => Buffer.concat([Buffer.from(temporary()), Buffer.from([byte])]))
  for (const name of names) writeFileSync(name, 'x')
  const script = `exec "$0" "$1" shred -n1 "$(printf '${temporary()}\\377')"`
  const child = spawnSync('/bin/sh', ['-c', script, process.execPath, builtCli], {
    cwd: repository.root,
    env: repository.env,
    encoding: 'utf8',
  })
  expect(child.stdout).toContain(`${temporary()}\\xff`)
  expect(names.map((name) => existsSync(name))).toEqual([true, false])
})
