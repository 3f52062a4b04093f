import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'
import { handOver, leaktightUnprivileged, noUnprivileged } from '../support/unprivileged.ts'

const reason = noUnprivileged()

let repository: TestRepository
const closed = (path: string, mode: number): void => chmodSync(join(repository.root, path), mode)

beforeEach(() => {
  repository = newRepository()
})
afterEach(() => {
  for (const path of ['closed', 'listed', 'node_modules/closed']) {
    try {
      closed(path, 0o755)
    } catch {
      // not made by this test
    }
  }
  repository.remove()
})

const reported = (args: readonly string[]) => {
  handOver(repository)
  const { code, stdout, stderr } = leaktightUnprivileged(repository, [...args, '--format', 'json'])
  expect(stderr).toBe('')
  return { code, report: JSON.parse(stdout) }
}

describe.skipIf(reason !== undefined)(
  `a folder that may not be read${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    beforeEach(() => {
      repository.write('a.yaml', awsPair().yaml)
      repository.write('closed/b.yaml', awsPair(2).yaml)
      closed('closed', 0)
    })

    it.each([['audit'], ['scan', '.'], ['scan', '**/*.yaml']])(
      'is named by %s %s, and all else is still reported',
      (...args) => {
        const { code, report } = reported(args)
        expect(code).toBe(2)
        expect(report).toMatchObject({ verdict: 'incomplete', errors: [{ path: 'closed' }] })
        expect(report.errors[0].reason).toMatch(/permission denied/i)
        expect(report.counts.open).toBe(2)
      },
    )

    it('is named when it is the one that was asked for', () => {
      const { code, report } = reported(['scan', 'closed'])
      expect([code, report.errors.length, report.errors[0].path]).toEqual([2, 1, 'closed'])
    })

    it('is named by audit where its files are tracked', () => {
      closed('closed', 0o755)
      repository.git('add', '--all')
      closed('closed', 0)
      const { code, report } = reported(['audit'])
      expect(code).toBe(2)
      expect(report.errors.map(({ path }: { path: string }) => path)).toContain('closed/b.yaml')
      expect(report.counts.open).toBe(4)
    })

    it('is no concern of audit among installed dependencies', () => {
      closed('closed', 0o755)
      repository.write('node_modules/closed/c.yaml', awsPair(3).yaml)
      closed('node_modules/closed', 0)
      const { code, report } = reported(['audit'])
      expect([code, report.errors, report.counts.open]).toEqual([1, [], 4])
    })

    it('whose names can be listed, and whose files cannot be opened, is named with them', () => {
      repository.write('listed/c.yaml', awsPair(3).yaml)
      closed('closed', 0o755)
      closed('listed', 0o444)
      for (const args of [['audit'], ['scan', '.']]) {
        const { code, report } = reported(args)
        expect([code, report.errors.length, report.errors[0].path]).toEqual([2, 1, 'listed/c.yaml'])
      }
    })
  },
)
