import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expandMould } from '../../src/rules/moulds.ts'
import { builtCli, newRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterAll(() => repository.remove())

const planted = (index: number): string => {
  if (index % 97 === 0) return awsPair(index).yaml
  if (index % 61 === 0) return `password = "${expandMould('${alnum:24}', index)}"\n`
  if (index % 53 === 0)
    return `// ${'leaktight'}:allow github-token -- a test\nconst t = '${expandMould('${github-crc32:ghp}', index)}'\n`
  if (index % 47 === 0) return `set -e\necho secret > /tmp/aws-update-${index}.yaml\n`
  return ''
}

// More than the engine reads by itself before threads are worth it.
const files = 1_600

beforeAll(() => {
  for (let index = 0; index < files; index++) {
    const filler = `export const value${index} = ${index}\n`.repeat(index % 40)
    repository.write(
      `src/part-${index % 13}/file-${index}.${index % 47 === 0 ? 'sh' : 'ts'}`,
      filler + planted(index) + filler,
    )
  }
  repository.write('latin1-\xe9.ts', Buffer.from([0xff, 0xfe, 0x61, 0]))
  repository.write('.sops.yaml', 'creation_rules:\n  - path_regex: part-3/.*-3\\.ts$\n    age: age1invalid\n')
})

describe('many files', () => {
  it('give the same report, whatever the number of threads', async () => {
    const reports: string[] = []
    for (const jobs of ['1', '2', '3', '4']) {
      const { code, stdout } = await repository.leaktight(['scan', '.', '--jobs', jobs, '--format', 'json', '--all'])
      expect(code).toBe(1)
      reports.push(stdout)
    }
    const { counts, findings } = JSON.parse(reports[0] ?? '')
    expect(counts.units).toBe(files + 2)
    expect(findings.length).toBeGreaterThan(80)
    expect(new Set(findings.map(({ rule }: { rule: string }) => rule)).size).toBeGreaterThan(4)
    expect(new Set(reports).size).toBe(1)
  })

  it('are told to be that many only with a number', async () => {
    const { code, stderr } = await repository.leaktight(['scan', '.', '--jobs', 'many'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('a number of threads is between 1 and 99'),
    })
  })

  it('end at once with exit code 130 on Ctrl-C', async () => {
    const child = spawn(process.execPath, [builtCli, 'scan', '/dev/stdin', '.', '--jobs', '2'], {
      cwd: repository.root,
      env: repository.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const ended = new Promise<unknown>((done) => child.on('exit', (code, signal) => done({ code, signal })))
    // It waits for the rest of standard input by now, or has not even begun.
    child.stdin.write('first\n')
    await new Promise((done) => setTimeout(done, 1_500))
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, signal: null })
    child.stdin.destroy()
  })
})
