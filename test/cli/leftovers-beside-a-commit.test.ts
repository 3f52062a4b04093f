import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

const reason = noUnprivileged()

let repository: TestRepository
const temporary = (name: string): string => join(repository.home, 'tmp', name)

beforeEach(() => {
  repository = newRepository()
  repository.stage('a.txt', 'clean\n')
})
afterEach(() => repository.remove())

const advice = /^Temporary folders were not searched completely/m

describe('a temporary folder that cannot be searched completely', () => {
  it('with more entries than a commit can wait for: staged says so and passes, audit looks at all', async () => {
    mkdirSync(temporary('many'))
    for (let index = 0; index <= 10_000; index++) writeFileSync(temporary(`many/${index}`), '')
    writeFileSync(temporary('many/aws.yaml'), awsPair().yaml)
    const told = await repository.leaktight(['staged'])
    expect(told.stdout).toMatch(advice)
    const audit = await repository.leaktight(['audit'])
    expect(audit.stdout).toContain('many/aws.yaml')
    expect(audit.stdout).not.toMatch(/could not be checked/)
    expect(audit.code).toBe(1)
  }, 60_000)

  it.skipIf(reason !== undefined)(`with an own file that may not be read (${reason ?? 'as nobody'})`, () => {
    writeFileSync(temporary('aws.yaml'), 'a: b\n')
    chmodSync(temporary('aws.yaml'), 0)
    handOver(repository)
    const staged = leaktightUnprivileged(repository, ['staged'])
    expect(staged.stdout).toMatch(advice)
    expect(staged.code).toBe(0)
    expect(leaktightUnprivileged(repository, ['audit']).code).toBe(2)
  })
})
