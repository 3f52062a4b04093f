import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
const temporary = (name: string): string => join(repository.home, 'tmp', name)

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
  for (let index = 0; index < 310; index++) writeFileSync(temporary(`${index}.yaml`), 'a: 1\n')
})
afterEach(() => repository.remove())

const left = '11 older files in temporary folders not looked at; see `leaktight audit`'

it('a commit looks at the newest leftovers and says what it left', async () => {
  writeFileSync(temporary('new.yaml'), awsPair().yaml)
  const { code, stdout } = await repository.leaktight(['staged'])
  expect(stdout).toContain('new.yaml')
  expect(stdout.replace(/\s+/g, ' ')).toContain(left)
  expect(code).toBe(1)
})

it('an audit looks at all of them', async () => {
  const path = temporary('old.yaml')
  writeFileSync(path, awsPair().yaml)
  utimesSync(path, 1000, 1000)
  expect((await repository.leaktight(['staged'])).code).toBe(0)
  const { code, stdout } = await repository.leaktight(['audit'])
  expect(stdout).toContain('old.yaml')
  expect(stdout).not.toContain('not looked at')
  expect(code).toBe(1)
})
