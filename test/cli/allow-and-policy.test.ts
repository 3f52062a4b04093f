import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository

beforeEach(() => {
  repository = newRepository()
  repository.stage('README.md', '# start\n')
  repository.commit('start')
})
afterEach(() => repository.remove())

const json = async (...args: string[]) => {
  const { code, stdout } = await repository.command([...args, '--format', 'json'])
  return { code, report: JSON.parse(stdout) }
}

// Assembled, so that this file holds no allow of its own.
const allowComment = (reason: string): string =>
  `# ${'leaktight'}:allow aws-access-key-id${reason === '' ? '' : ` -- ${reason}`}`

describe('an inline allow', () => {
  it('allows with a reason, which stays in the report', async () => {
    repository.stage('a.yaml', `id: ${awsPair().id} ${allowComment('closed account')}\n`)
    const { code, report } = await json('staged')
    expect(code).toBe(0)
    expect(report.counts).toMatchObject({ open: 0, allowed: 1 })
    expect(report.findings[0]).toMatchObject({ status: 'allowed', by: 'inline', reason: 'closed account' })
  })

  it('has no effect without one, and the finding says so', async () => {
    repository.stage('a.yaml', `${allowComment('')}\nid: ${awsPair().id}\n`)
    const { code, report } = await json('staged')
    expect(code).toBe(1)
    expect(report.findings[0].message).toMatch(/gives no reason/)
  })

  it('holds in ci only when the base had it: a change cannot allow itself', async () => {
    repository.stage('a.yaml', `id: ${awsPair().id} ${allowComment('closed account')}\n`)
    repository.commit('allows itself')
    const { code, report } = await json('ci', '--base', 'HEAD~1')
    expect(code).toBe(1)
    expect(report.findings[0].message).toMatch(/part of the base/)
    repository.stage('b.txt', 'clean\n')
    repository.commit('later')
    expect((await json('ci', '--base', 'HEAD~1')).code).toBe(0)
  })
})

describe('the configuration', () => {
  const allow = 'allow:\n  - rule: aws-access-key-id\n    paths: ["a.yaml"]\n    reason: closed account\n'

  it('allows by path, and reports an allow that met nothing', async () => {
    repository.write('.leaktight.yaml', `${allow}  - rule: json-web-token\n    paths: ["none"]\n    reason: gone\n`)
    repository.stage('a.yaml', `id: ${awsPair().id}\n`)
    const { code, report } = await json('audit')
    expect(code).toBe(0)
    expect(report.counts).toMatchObject({ open: 0, allowed: 1 })
    expect(report.staleAllows).toHaveLength(1)
  })

  it('is the one of the base in ci, and a change to it is told', async () => {
    repository.stage('.leaktight.yaml', allow)
    repository.stage('a.yaml', `id: ${awsPair().id}\n`)
    repository.commit('allows itself')
    const { code, report } = await json('ci', '--base', 'HEAD~1')
    expect(code).toBe(1)
    const rules = report.findings.map(
      (finding: { rule: string; status: string }) => `${finding.rule} ${finding.status}`,
    )
    expect(rules).toEqual(['policy-change open', 'aws-access-key-id open'])
    repository.stage('b.txt', 'clean\n')
    repository.commit('later')
    expect((await json('ci', '--base', 'HEAD~1')).code).toBe(0)
  })

  it('can turn a rule off, which is told, and change a severity', async () => {
    repository.write('.leaktight.yaml', 'rules: { aws-access-key-id: off }\n')
    repository.stage('a.yaml', `id: ${awsPair().id}\n`)
    const { code, report } = await json('staged')
    expect(code).toBe(0)
    expect(report.notRun).toContainEqual({ rule: 'aws-access-key-id', reason: 'off in .leaktight.yaml' })
    repository.write('.leaktight.yaml', 'rules: { aws-access-key-id: low }\n')
    expect((await json('staged')).code).toBe(0)
    expect((await json('staged', '--fail-on', 'low')).code).toBe(1)
  })

  it("runs a repository's own rules", async () => {
    repository.write('.leaktight.yaml', 'rules: { paths: [own] }\n')
    repository.write(
      'own/mine.yaml',
      'provider: Mine\nrules:\n  - id: mine-token\n    summary: Mine token\n    severity: high\n    keywords: [mine_]\n    pattern: (?<![A-Za-z0-9_])(?<secret>mine_[a-z0-9]{12})(?![A-Za-z0-9_])\n    why: w\n    remedy: r\n    references: [https://example.com/]\n    examples: { match: ["mine_${lower:12}"], ignore: ["mine_${lower:3}"] }\n',
    )
    repository.stage('a.txt', `mine_${'ab12'.repeat(3)}\n`)
    const { code, report } = await json('staged')
    expect(code).toBe(1)
    expect(report.findings[0].rule).toBe('mine-token')
    const tested = await repository.leaktight(['rules', 'test'])
    expect([tested.code, tested.stdout]).toEqual([0, '1 rule tested, 0 failed\n'])
  })
})
