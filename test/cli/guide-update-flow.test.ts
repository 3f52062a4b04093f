import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installHook } from '../support/hook.ts'
import type { Run } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'

/** `secrets/aws.yaml` as the guide has it. */
const aws = (seed: number): string => {
  const dev = awsPair(seed + 50)
  return `${awsPair(seed).yaml}bedrock:
  model_id: some.model-v1
  endpoint: https://bedrock.example
profiles:
  dev:
    access_key_id: ${dev.id}
    secret_access_key: ${dev.secret}
    region: eu-west-1
`
}

const valuesOf = (seed: number): string[] =>
  [awsPair(seed), awsPair(seed + 50)].flatMap(({ id, secret }) => [id, secret])

let repository: SopsRepository

/** A sops first on PATH that writes its arguments down and goes on to the real one. */
const recordArguments = (): NodeJS.ProcessEnv => {
  const folder = join(repository.home, 'bin')
  mkdirSync(folder)
  const real = spawnSync('sh', ['-c', 'command -v sops'], { encoding: 'utf8' }).stdout.trim()
  const log = join(repository.home, 'argv')
  writeFileSync(join(folder, 'sops'), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nexec '${real}' "$@"\n`)
  chmodSync(join(folder, 'sops'), 0o755)
  return {
    PATH: `${folder}:${process.env.PATH}`,
    PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
    PYTHONUSERBASE: process.env.PYTHONUSERBASE ?? join(homedir(), '.local'),
    SOPS_AGE_KEY_FILE: join(repository.home, 'keys.txt'),
  }
}

/** Every file below a folder that holds one of these texts, without the objects of git. */
const holding = (folder: string, texts: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/.git/objects/'))
    .filter((file) => {
      const content = readFileSync(file)
      return texts.some((text) => content.includes(text))
    })

describeWithSops('the update of secrets/aws.yaml by the guide, without its sops -e -i', () => {
  beforeEach(() => {
    repository = newSopsRepository()
    repository.write('secrets/aws.yaml', aws(1))
    repository.sops(['-e', '-i', 'secrets/aws.yaml'])
    repository.git('add', '.')
    repository.commit('encrypted')
  })
  afterEach(() => repository.remove())

  it('is blocked with the remedy, and passes after seal --fix and shred --leftovers', async () => {
    installHook(repository)
    const update = join(repository.home, 'tmp/aws-update.yaml')
    writeFileSync(update, aws(2), { mode: 0o600 })
    copyFileSync(update, join(repository.root, 'secrets/aws.yaml'))
    repository.git('add', 'secrets/aws.yaml')
    const blob = repository.git('rev-parse', ':secrets/aws.yaml').trim()
    const said: Run[] = []
    const ran = async (run: Promise<Run>): Promise<Run> => {
      said.push(await run)
      return run
    }

    const blocked = await ran(repository.tryGit('commit', '-m', 'new keys'))
    expect(blocked.code).not.toBe(0)
    const words = blocked.stdout + blocked.stderr
    const flat = words.replace(/\s+/g, ' ')
    expect(words).toMatch(/^secrets\/aws\.yaml$[\s\S]*^ {2}1:20 +high +sops-downgrade$/m)
    expect(words).toContain(`${awsPair(2).id.slice(0, 4)}…`)
    expect(flat).toContain('leaktight seal --fix secrets/aws.yaml')
    expect(flat).toContain('sops encrypt --in-place secrets/aws.yaml')
    expect(words).toContain(update)

    const env = recordArguments()
    const told = await ran(repository.leaktight(['seal'], { env }))
    expect(told.code).toBe(1)
    expect(told.stdout).toContain('    sops encrypt --in-place secrets/aws.yaml\n    git add -- secrets/aws.yaml\n')
    expect(existsSync(join(repository.home, 'argv'))).toBe(false)

    const sealed = await ran(repository.leaktight(['seal', '--fix'], { env }))
    expect(sealed.stderr).toBe('')
    expect(sealed.code).toBe(0)
    expect(sealed.stdout).toContain('Encrypted secrets/aws.yaml and staged it.')
    expect(sealed.stdout).toContain(`object store of this clone, as ${blob}`)
    const commands = ['git reflog expire --expire=now --expire-unreachable=now --all', 'git gc --prune=now']
    for (const command of commands) expect(sealed.stdout).toContain(`    ${command}\n`)
    const shredded = await ran(repository.leaktight(['shred', '--leftovers', '--yes', '--passes', '1']))
    expect(shredded.code).toBeLessThan(2)

    const passed = await ran(repository.tryGit('commit', '-m', 'new keys'))
    expect(passed.stdout + passed.stderr).toContain('clean')
    expect(passed.code).toBe(0)
    expect(repository.git('show', 'HEAD:secrets/aws.yaml')).toContain('ENC[AES256_GCM,data:')
    expect(repository.sops(['decrypt', 'secrets/aws.yaml'])).toContain(awsPair(2).secret)

    const values = valuesOf(2)
    expect(said.flatMap(({ stdout, stderr }) => values.filter((value) => (stdout + stderr).includes(value)))).toEqual(
      [],
    )
    expect(holding(dirname(repository.root), values)).toEqual([])
    expect(readFileSync(join(repository.home, 'argv'), 'utf8')).toContain('--filename-override')
    expect((await repository.tryGit('cat-file', '-e', blob)).code).toBe(0)
    for (const command of commands) repository.git(...command.split(' ').slice(1))
    expect((await repository.tryGit('cat-file', '-e', blob)).code).not.toBe(0)
  })
})
