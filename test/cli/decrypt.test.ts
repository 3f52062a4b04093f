import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newRepository, type Run, type TestRepository } from '../support/repository.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder, sopsEnvironment } from '../support/sops.ts'

const formats = ['text', 'json', 'sarif', 'github']

/** Every form in which a value might come out. */
const formsOf = (value: string): string[] =>
  (['utf8', 'hex', 'base64', 'base64url'] as const).map((encoding) =>
    Buffer.from(value).toString(encoding).replace(/=+$/, ''),
  )

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

describeWithSops('--decrypt', () => {
  let folder: SopsFolder
  let repository: TestRepository
  let sealed: string
  let env: NodeJS.ProcessEnv
  const values = { password: randomBytes(18).toString('base64url'), comment: `about ${randomBytes(9).toString('hex')}` }

  beforeAll(() => {
    folder = makeSopsFolder()
    sealed = folder.encrypt(
      'app.yaml',
      `#${values.comment}\npassword: ${values.password}\nname_unencrypted: readable\n`,
    )
  })
  beforeEach(() => {
    repository = newRepository()
    const { HOME: _, PATH: __, ...keys } = sopsEnvironment(folder.folder)
    env = { ...keys, XDG_CACHE_HOME: join(repository.home, 'cache') }
  })
  afterEach(() => repository.remove())
  afterAll(() => folder.remove())

  const commit = (text: string): void => {
    repository.stage('secrets/app.yaml', text)
    repository.commit('Add')
  }

  const audit = (...args: string[]): Promise<Run> => repository.leaktight(['audit', ...args], { env })

  const nothingLeft = (runs: readonly Run[]): void => {
    const written = filesBelow(repository.home).map((path) => readFileSync(path, 'latin1'))
    const inGit = filesBelow(join(repository.root, '.git', 'leaktight')).map((path) => readFileSync(path, 'latin1'))
    const all = [...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...written, ...inGit].join('\n')
    for (const form of [...formsOf(values.password), ...formsOf(values.comment)]) expect(all).not.toContain(form)
  }

  test('without it nothing is opened, and nobody is told of rules that were not run', async () => {
    commit(sealed.replace('readable', 'altered'))
    const report = await audit('--format', 'json')
    expect(report.code).toBe(0)
    expect(report.stdout).not.toContain('sops-mac-mismatch')
  })

  test('a file as sops wrote it is clean, and the report says with what it was opened', async () => {
    commit(sealed)
    const report = await audit('--decrypt')
    expect([report.code, report.stderr]).toEqual([0, ''])
    expect(report.stdout).toContain('Opened in memory: 1 encrypted file with an age identity of this machine.')
  })

  test.each(['scan', 'ci', 'audit'])('%s finds a wrong mac', async (verb) => {
    commit(sealed.replace('readable', 'altered'))
    const report = await repository.leaktight([verb, '--decrypt', ...(verb === 'scan' ? ['.'] : [])], { env })
    expect(report.code).toBe(1)
    expect(report.stdout).toContain('sops-mac-mismatch')
  })

  test('the hook opens files only where the configuration says so', async () => {
    repository.stage('secrets/app.yaml', sealed.replace('readable', 'altered'))
    expect((await repository.leaktight(['staged'], { env })).code).toBe(0)
    repository.write('.leaktight.yaml', 'sops:\n  decrypt: true\n')
    const report = await repository.leaktight(['staged'], { env })
    expect(report.code).toBe(1)
    expect(report.stdout).toContain('sops-mac-mismatch')
  })

  test('a rule that needs a key cannot be asked for without one', async () => {
    commit(sealed)
    const report = await audit('--rule', 'sops-mac-mismatch')
    expect([report.code, report.stderr]).toEqual([
      2,
      'leaktight: --rule sops-mac-mismatch: opens encrypted files, and so needs --decrypt\n',
    ])
  })

  test('a file that no key opens is not clean', async () => {
    commit(sealed)
    const report = await repository.leaktight(['audit', '--decrypt'])
    expect(report.code).toBe(2)
    expect(report.stdout).toContain('no key opens this file')
  })

  test('a leftover with the value of an encrypted file is named after it', async () => {
    commit(sealed)
    const path = join('..', 'home', 'tmp', 'notes.conf')
    repository.write(path, `${values.password}\n`)
    const report = await audit('--decrypt')
    expect(report.code).toBe(1)
    expect(report.stdout).toContain('repeats the value of "password" in secrets/app.yaml')
  })

  const damages: readonly (readonly [string, (text: string) => string])[] = [
    ['as sops wrote it', (text) => text],
    ['with a wrong mac', (text) => text.replace('readable', 'altered')],
    ['with a key renamed', (text) => text.replace(/^password/m, 'passphrase')],
    ['with plaintext typed in', (text) => text.replace(/^name_unencrypted/m, 'name')],
    ['with a comment damaged', (text) => text.replace(/^#ENC\[AES256_GCM,data:./m, '#ENC[AES256_GCM,data:/')],
    ['with a tag damaged', (text) => text.replace(/(^password.*tag:)./m, '$1/')],
    ['with the data key damaged', (text) => text.replace(/(^ *-----BEGIN.*\n *)./m, '$1/')],
    ['cut short', (text) => text.slice(0, -40)],
    ['with a type that does not fit', (text) => text.replace(/(^password.*type:)str/m, '$1int')],
  ]

  test.each(damages)('no plaintext of a file comes out of the process: %s', async (_, damaged) => {
    commit(damaged(sealed))
    const { SOPS_AGE_KEY_FILE, ...without } = env
    const throughSops = { ...without, SOPS_AGE_KEY_CMD: `cat ${SOPS_AGE_KEY_FILE}` }
    const runs = await Promise.all(
      formats.flatMap((format) =>
        [env, throughSops].map((keys) =>
          // The process itself says nothing beside its report, whatever the format of that.
          (format === 'text' ? repository.leaktight : repository.command)(
            ['audit', '--decrypt', '--history', '--all', '--format', format],
            { env: keys },
          ),
        ),
      ),
    )
    nothingLeft(runs)
    expect(new Set(runs.map(({ code }) => code)).size).toBe(1)
  })

  test('no plaintext comes out where sops itself repeats it', async () => {
    commit(sealed.replace(/^password: .*$/m, `password: ${'typed-by-hand'}`))
    const { SOPS_AGE_KEY_FILE, ...without } = env
    const report = await repository.leaktight(['audit', '--decrypt'], {
      env: { ...without, SOPS_AGE_KEY_CMD: `cat ${SOPS_AGE_KEY_FILE}` },
    })
    expect(report.code).toBe(1)
    expect(report.stdout + report.stderr).not.toMatch(/Input string|does not match sops/)
  })
})
