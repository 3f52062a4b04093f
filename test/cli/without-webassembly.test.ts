import { afterAll, expect, it } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { builtCli, newRepository, run } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterAll(() => repository.remove())

it('finds the same where WebAssembly is not allowed', async () => {
  repository.write('aws.yaml', awsPair().yaml)
  repository.write('src/token.ts', `const token = '${expandMould('${github-crc32:ghp}', 3)}' // ü\n`.repeat(40))
  repository.write('large.txt', `${'lorem ipsum\n'.repeat(200_000)}password = "${expandMould('${alnum:24}', 4)}"\n`)
  repository.write('clean.ts', 'export const answer = 42\n')
  const args = ['scan', '.', '--format', 'json']
  const usual = await repository.leaktight(args)
  const options = { cwd: repository.root, env: repository.env }
  const jitless = await run(process.execPath, ['--jitless', builtCli, ...args], options)
  const probe = await run(process.execPath, ['--jitless', '-p', 'typeof WebAssembly'], options)
  expect(probe.stdout).toBe('undefined\n')
  expect(JSON.parse(usual.stdout).findings).toHaveLength(43)
  // Node itself says something about the flag.
  expect({ ...jitless, stderr: '' }).toEqual(usual)
})
