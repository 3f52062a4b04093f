import { afterAll, expect, it } from 'vitest'
import { newRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterAll(() => repository.remove())

it('tells what each rule costs on some files', async () => {
  const pair = awsPair()
  repository.write('src/aws.yaml', pair.yaml)
  repository.write('src/clean.ts', 'export const answer = 42 // akia, asia and no key\n')
  const { code, stdout } = await repository.leaktight(['rules', 'list', '--timings', 'src'])
  expect(code).toBe(0)
  const [head = '', ...lines] = stdout.trimEnd().split('\n')
  expect(head.split(/ +/)).toEqual(['rule', 'documents', 'places', 'hits', 'ms', 'share'])
  const rows = new Map(lines.map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1, 4)]))
  // The keyword in the file without a key never reached the rule.
  expect(rows.get('aws-access-key-id')).toEqual(['1', '1', '1'])
  expect(rows.get('aws-secret-access-key')?.[2]).toBe('1')
  expect(rows.has('github-token')).toBe(false)
  expect(lines.at(-1)).toMatch(/^\(all\) +[\d.]+ +\d+ MB\/s$/)
  expect(stdout).not.toContain(pair.secret)
})

it('needs a path that is there', async () => {
  const { code, stderr } = await repository.leaktight(['rules', 'list', '--timings', 'nowhere'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('name files or folders that exist') })
})
