import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
  repository.stage('a.yaml', awsPair().yaml)
})
afterEach(() => repository.remove())

const cache = (): string => join(repository.home, '.cache/leaktight')

it('the hook says the same with compiled code, without, and with damaged code', async () => {
  const off = { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }
  const without = await repository.leaktight(['staged'], off)
  expect(without.code).toBe(1)
  expect(existsSync(cache())).toBe(false)
  expect(await repository.leaktight(['staged'])).toEqual(without)
  expect(await repository.leaktight(['staged'])).toEqual(without)
  const [folder = ''] = readdirSync(cache())
  const files = readdirSync(join(cache(), folder)).map((name) => join(cache(), folder, name))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) {
    const content = readFileSync(file)
    content.fill(0x55, content.length - 2000)
    writeFileSync(file, content)
  }
  expect(await repository.leaktight(['staged'])).toEqual(without)
  for (const file of files)
    expect(
      readFileSync(file)
        .subarray(-2000)
        .every((byte) => byte === 0x55),
      file,
    ).toBe(false)
})

it('no file of it holds what was found', async () => {
  const { secret } = awsPair()
  await repository.leaktight(['staged'])
  const [folder = ''] = readdirSync(cache())
  for (const name of readdirSync(join(cache(), folder)))
    expect(readFileSync(join(cache(), folder, name)).includes(secret)).toBe(false)
})
