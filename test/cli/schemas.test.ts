import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { afterEach, expect, it } from 'vitest'
import { newRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterEach(() => repository.remove())

const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true })
addFormats.default(ajv)

/** Flaws of a report against the schema that ships in the package. */
const flaws = (report: string, schema: string): unknown => {
  const path = resolve(import.meta.dirname, '../../dist/schema', schema)
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
  validate(JSON.parse(report))
  return validate.errors ?? []
}

it('every JSON report follows the schema that ships with it', async () => {
  repository.stage('a.yaml', awsPair().yaml)
  repository.commit('first')
  const left = join(repository.home, 'tmp/aws-update.yaml')
  repository.write('../home/tmp/aws-update.yaml', awsPair(2).yaml)
  for (const args of [['staged'], ['ci'], ['audit', '--history'], ['scan', '.'], ['push', 'origin', 'x']]) {
    const { stdout } = await repository.leaktight([...args, '--format', 'json', '--all'])
    expect(flaws(stdout, 'report.schema.json'), args.join(' ')).toEqual([])
  }
  const rotation = await repository.leaktight(['rotation', '--format', 'json'])
  expect(flaws(rotation.stdout, 'rotation-report.schema.json')).toEqual([])
  repository.write('.sops.yaml', 'creation_rules:\n  - path_regex: ^secrets/\n    age: age1none\n')
  repository.stage('secrets/a.yaml', 'a: b\n')
  const seal = await repository.leaktight(['seal', '--fix', '--format', 'json'])
  expect(flaws(seal.stdout, 'seal-report.schema.json')).toEqual([])
  const shred = await repository.leaktight(['shred', '--format', 'json', '--passes', '1', left])
  expect(flaws(shred.stdout, 'shred-report.schema.json')).toEqual([])
})
