import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { awsPair } from '../support/secrets.ts'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'

const hasShred = spawnSync('shred', ['--version']).status === 0

let repository: SopsRepository

interface Shown {
  readonly rule: string
  readonly severity: string
  readonly path: string
  readonly message: string
  readonly remedy: string
  readonly details?: Readonly<Record<string, string>>
}

const left = async (...flags: readonly string[]): Promise<readonly Shown[]> => {
  const { stdout } = await repository.leaktight(['audit', '--machine', '--format', 'json', ...flags], {
    env: { SOPS_AGE_KEY_FILE: join(repository.home, 'keys.txt') },
  })
  expect(stdout).not.toContain(awsPair(2).secret)
  const { findings }: { findings: readonly Shown[] } = JSON.parse(stdout)
  return findings.filter(({ rule }) => rule.startsWith('leftover-'))
}

describeWithSops('the update of secrets/aws.yaml by the guide, with every step of it', () => {
  beforeEach(() => {
    repository = newSopsRepository()
    repository.write('secrets/aws.yaml', awsPair(1).yaml)
    repository.sops(['-e', '-i', 'secrets/aws.yaml'])
    repository.git('add', '.')
    repository.commit('encrypted')
  })
  afterEach(() => repository.remove())

  it.skipIf(!hasShred)('leaves a file, a blob in git, and a remnant, each told with its remedy', async () => {
    const update = join(repository.home, 'tmp/aws-update.yaml')
    writeFileSync(update, awsPair(2).yaml, { mode: 0o644 })
    copyFileSync(update, join(repository.root, 'secrets/aws.yaml'))
    repository.git('add', 'secrets/aws.yaml')
    const blob = repository.git('rev-parse', ':secrets/aws.yaml').trim()
    repository.sops(['-e', '-i', 'secrets/aws.yaml'])
    repository.git('add', 'secrets/aws.yaml')
    repository.commit('new keys')

    const [inGit, file] = [...(await left('--decrypt'))].sort((a, b) => a.path.localeCompare(b.path))
    expect(file).toMatchObject({ path: update, remedy: `leaktight shred ${update}` })
    expect(file?.message).toContain('holds aws-access-key-id, aws-secret-access-key')
    expect(file?.message).toContain('repeats the keys of secrets/aws.yaml')
    expect(file?.message).toContain('repeats the value of "aws_secret_access_key" in secrets/aws.yaml')
    expect(inGit?.path).toBe(`(dangling blob ${blob})`)
    expect(inGit?.details).toMatchObject({ like: 'secrets/aws.yaml', reach: 'unreachable' })
    expect(inGit?.message).toContain('repeats the value of')

    spawnSync('shred', ['-vfz', '-n', '10', update])
    expect(existsSync(update)).toBe(true)
    const [, wiped] = [...(await left())].sort((a, b) => a.path.localeCompare(b.path))
    expect(wiped).toMatchObject({ rule: 'leftover-wiped', severity: 'low', path: update, remedy: `rm -- ${update}` })

    spawnSync('sh', ['-c', wiped?.remedy ?? ''])
    const commands = /git reflog [^.]*--prune=now/.exec(inGit?.remedy ?? '')?.[0] ?? ''
    spawnSync('sh', ['-c', commands], { cwd: repository.root, env: repository.env })
    expect(await left()).toEqual([])
  })
})
