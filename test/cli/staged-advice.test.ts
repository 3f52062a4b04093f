import { afterEach, beforeEach, expect, it } from 'vitest'
import { encryptedYaml } from '../checks/leftovers/support.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const inGit = 'already lies in .git'
const said = async (): Promise<{ code: number; text: string }> => {
  const { code, stdout } = await repository.leaktight(['staged'])
  return { code, text: stdout.replace(/\s+/g, ' ') }
}

it('a staged credential already lies in .git: the hook gives the commands and what they cost', async () => {
  repository.stage('a.yaml', awsPair().yaml)
  const { code, text } = await said()
  expect(code).toBe(1)
  expect(text).toContain(inGit)
  expect(text).toContain('git reflog expire --expire=now --expire-unreachable=now --all git gc --prune=now')
  expect(text).toContain('destroys all undo history (reflogs, amended and reset commits, every stash but the newest)')
  expect(text).toContain('without overwriting')
})

it('so does the plaintext of a file that was encrypted', async () => {
  repository.stage('secrets/a.yaml', encryptedYaml('password', 'user'))
  repository.commit('first')
  repository.stage('secrets/a.yaml', 'password: hushed and quiet\nuser: somebody\n')
  const { code, text } = await said()
  expect([code, text.includes('sops-downgrade'), text.includes(inGit)]).toEqual([1, true, true])
})

it.each([
  ['policy.json', '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', 'iam-'],
  ['a.sh', '#!/bin/sh\nsops -d secrets/a.yaml > /tmp/a.yaml\n', 'shell-temp-plaintext'],
])('nothing is said of .git where no plaintext was found: %s', async (path, content, rule) => {
  repository.stage(path, content)
  const { code, text } = await said()
  expect([code, text.includes(rule), text.includes(inGit)]).toEqual([1, true, false])
})
