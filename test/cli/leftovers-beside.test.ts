import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encryptedYaml } from '../checks/leftovers/support.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
const copy = 'db_user: app\ndb_password: quiet-and-hushed\napi_token: rather-long-and-plain\n'

const start = (...flags: string[]): void => {
  repository = newRepository(...flags)
  repository.stage('secrets/app.yaml', encryptedYaml('db_user', 'db_password', 'api_token'))
  repository.stage('.gitignore', 'node_modules\n*.bak\n.env*\n')
  repository.commit('first')
  repository.stage('a.txt', 'clean\n')
}
beforeEach(() => start())
afterEach(() => repository.remove())

interface Shown {
  readonly path: string
  readonly severity: string
  readonly message: string
  readonly remedy: string
  readonly origin: { readonly from: string }
}

const staged = async (): Promise<{ code: number; findings: readonly Shown[] }> => {
  const { code, stdout } = await repository.command(['staged', '--format', 'json'])
  return { code, findings: JSON.parse(stdout).findings }
}

const seen = async () => (await staged()).findings.map(({ path, severity }) => `${path} ${severity}`)

describe('untracked and ignored files beside tracked ones, in the hook', () => {
  it('a copy of an encrypted file that git does not know stops the commit, whatever it is called', async () => {
    repository.write('secrets/new.yaml', copy)
    const { code, findings } = await staged()
    expect(code).toBe(1)
    expect(findings).toMatchObject([
      {
        path: 'secrets/new.yaml',
        severity: 'medium',
        message: 'plaintext left behind: repeats the keys of secrets/app.yaml',
        remedy: 'leaktight seal --fix secrets/new.yaml if it is to stay, else leaktight shred secrets/new.yaml',
        origin: { from: 'worktree' },
      },
    ])
  })

  it('an audit tells of the same copy, once', async () => {
    repository.write('secrets/new.yaml', copy)
    const { stdout } = await repository.command(['audit', '--format', 'json'])
    const found: readonly (Shown & { rule: string })[] = JSON.parse(stdout).findings
    const told = found.filter(({ path, rule }) => path === 'secrets/new.yaml' && rule === 'leftover-plaintext')
    expect(told.map(({ severity }) => severity)).toEqual(['medium'])
  })

  it('an audit tells of a copy that has to be encrypted, or is a copy by its name, once and with the same remedy', async () => {
    repository.write('.sops.yaml', 'creation_rules:\n  - path_regex: ^secrets/.*[.]yaml$\n    age: age1x\n')
    repository.write('secrets/app.dec.yaml', copy)
    const { stdout } = await repository.leaktight(['audit', '--format', 'json'])
    const found: readonly (Shown & { rule: string })[] = JSON.parse(stdout).findings
    const told = found.filter(({ path, rule }) => path === 'secrets/app.dec.yaml' && rule !== 'labelled-credential')
    expect(told.map(({ rule, severity, remedy }) => [rule, severity, remedy])).toEqual([
      ['leftover-plaintext', 'high', 'leaktight shred secrets/app.dec.yaml'],
    ])
    expect((await staged()).findings.map(({ remedy }) => remedy)).toEqual(['leaktight shred secrets/app.dec.yaml'])
  })

  it('what git ignores is told, and the commit passes', async () => {
    repository.write('secrets/app.yaml.bak', copy)
    repository.write('.env', `AWS_ACCESS_KEY_ID=${awsPair().id}\nAWS_SECRET_ACCESS_KEY=${awsPair().secret}\n`)
    const { code, findings } = await staged()
    expect(findings.map(({ path, severity }) => [path, severity])).toEqual([
      ['.env', 'low'],
      ['secrets/app.yaml.bak', 'low'],
    ])
    expect(findings[0]?.remedy).toContain('chmod 600')
    expect(code).toBe(0)
  })

  it('names of leftovers and of environments are looked at', async () => {
    const names = ['#app.yaml#', '.envrc', 'app.dec.yaml', 'app.yaml.orig', 'app.yaml.rej', 'app.yaml.tmp', 'app.yaml~']
    for (const name of names)
      repository.write(
        `secrets/${name}`,
        name === '.envrc' ? 'export DB_PASSWORD=x1y2z3a4b5\nexport API_TOKEN=q9w8e7r6\n' : copy,
      )
    expect((await staged()).findings.map(({ path }) => path)).toEqual(names.map((name) => `secrets/${name}`))
  })

  it('a wiped remnant is told as that', async () => {
    repository.write('secrets/app.dec.yaml', Buffer.alloc(4096))
    const { findings } = await staged()
    expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(/^wiped remnant, no plaintext/)])
  })

  it('tracked files, dependencies, ordinary files, links and empty files are left alone', async () => {
    repository.stage('secrets/tracked.json', '{"db_user": "a", "db_password": "b1b2b3b4", "api_token": "c1c2c3c4"}\n')
    repository.git('commit', '--quiet', '--no-verify', '-m', 'tracked')
    repository.stage('a.txt', 'clean again\n')
    mkdirSync(join(repository.root, 'node_modules/x'), { recursive: true })
    for (const name of ['node_modules/x/a.env', 'notes.md', 'empty.env'])
      writeFileSync(join(repository.root, name), name === 'empty.env' ? '' : copy)
    repository.write('local.json', '{"name": "x", "port": 8080}\n')
    expect(await seen()).toEqual([])
  })

  it('in a repository whose ids are SHA-256, and with an index of version 4', async () => {
    repository.remove()
    start('--object-format=sha256')
    repository.write('secrets/new.yaml', copy)
    expect(await seen()).toEqual(['secrets/new.yaml medium'])
    repository.git('update-index', '--index-version', '4')
    expect(await seen()).toEqual(['secrets/new.yaml medium'])
  })

  it('where there are more folders than a hook may list it says so, and an audit looks into all', async () => {
    for (let folder = 0; folder < 205; folder++) repository.write(`m${folder}/a.json`, '{"port": 8080}\n')
    repository.git('add', '.')
    repository.git('commit', '--quiet', '--no-verify', '-m', 'folders')
    repository.write('m99/new.yaml', copy) // of the last by name
    repository.stage('a.txt', 'clean again\n')
    const { code, stdout, stderr } = await repository.leaktight(['staged'])
    expect([code, `${stdout}${stderr}`.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringMatching(/\d+ places beside tracked files not looked at for leftovers/),
    ])
    const audit = await repository.command(['audit', '--format', 'json'])
    expect(audit.stdout).toContain('plaintext left behind: repeats the keys of secrets/app.yaml')
  })

  it('with an index that is split the hook says that it did not look, and an audit looks', async () => {
    repository.write('secrets/new.yaml', copy)
    repository.git('update-index', '--split-index')
    const { code, stdout, stderr } = await repository.leaktight(['staged'])
    expect([code, `${stdout}${stderr}`.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('Untracked files were not looked at for leftovers, since the index is split'),
    ])
    const audit = await repository.command(['audit', '--format', 'json'])
    expect(audit.stdout).toContain('plaintext left behind: repeats the keys of secrets/app.yaml')
  })
})
