import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { enc, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'

const day = 86_400_000
const ago = (days: number): Date => new Date(Date.now() - days * day)
/** One for all versions: with another one, their common mac would be broken. */
const yesterday = ago(1).toISOString().replace(/\.\d+/, '')

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const stageAll = (count: number, comment = ''): void => {
  for (let index = 0; index < count; index++) {
    const text = sopsYaml([`password: ${enc(`p${index}`)}`], yesterday)
    repository.write(`secrets/${index}.yaml`, `${text}${comment}`)
  }
  repository.git('add', '-A')
}

/** A `git` that notes each call before it is run. */
const notedGit = () => {
  const folder = join(repository.home, 'bin')
  const log = join(folder, 'calls')
  const real = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  mkdirSync(folder)
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$*" >>'${log}'\nexec '${real}' "$@"\n`)
  chmodSync(join(folder, 'git'), 0o755)
  return {
    env: { PATH: `${folder}:${process.env.PATH}` },
    calls: (verb: string) =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes(` ${verb} `)),
  }
}

it('asks history once, however many encrypted files are staged', async () => {
  stageAll(5)
  repository.commit('first', ago(200))
  stageAll(5, '# changed\n')
  const { env, calls } = notedGit()
  const { code, stdout } = await repository.leaktight(['staged'], { env })
  const told = stdout.replace(/\s+/g, ' ')
  expect(told).toContain(
    ' 5 credentials are overdue for rotation (oldest: password in secrets/0.yaml, at least 200 days): leaktight rotation ',
  )
  expect(stdout.match(/overdue/g)).toHaveLength(1)
  expect(code).toBe(0)
  expect(calls('log')).toHaveLength(1)
})

it('an exempt credential is not told of, and an override moves the limit', async () => {
  stageAll(3)
  repository.commit('first', ago(200))
  stageAll(3, '# changed\n')
  const exempt = '  exempt: [{ paths: [secrets/0.yaml], reason: the vendor rotates it }]\n'
  const overrides = '  overrides: [{ paths: [secrets/1.yaml], max-age-days: 365 }]\n'
  repository.write('.leaktight.yaml', `rotation:\n${exempt}${overrides}`)
  const { stdout } = await repository.leaktight(['staged'])
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '1 credential is overdue for rotation (password in secrets/2.yaml, at least 200 days): leaktight rotation',
  )
})

it('asks nothing of history where the rule is turned off', async () => {
  repository.write('.leaktight.yaml', 'rules:\n  rotation-overdue: off\n')
  stageAll(1)
  repository.commit('first', ago(200))
  stageAll(1, '# changed\n')
  const { env, calls } = notedGit()
  expect((await repository.leaktight(['staged'], { env })).stdout).not.toContain('days old')
  expect(calls('log')).toEqual([])
})
