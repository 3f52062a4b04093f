import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installHook } from '../support/hook.ts'
import { awsPair } from '../support/secrets.ts'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../support/sops-repository.ts'

let repository: SopsRepository

const aws = (seed: number): string =>
  `${awsPair(seed).yaml}bedrock:\n  model_id: some.model-v1\nprofiles:\n  dev:\n    access_key_id: ${awsPair(seed + 50).id}\n    secret_access_key: ${awsPair(seed + 50).secret}\n`

const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000)

const json = async (...args: string[]) => {
  const { code, stdout } = await repository.leaktight([...args, '--format', 'json'])
  return { code, report: JSON.parse(stdout) }
}

describeWithSops('secrets/aws.yaml, as the guide keeps it', () => {
  beforeEach(() => {
    repository = newSopsRepository()
    repository.stage('README.md', '# keys\n')
    repository.git('add', '.sops.yaml')
    repository.commit('start', ago(200))
  })
  afterEach(() => repository.remove())

  const encrypted = (seed = 1): void => {
    repository.write('secrets/aws.yaml', aws(seed))
    repository.sops(['-e', '-i', 'secrets/aws.yaml'])
    repository.git('add', 'secrets/aws.yaml')
  }

  it('passes when it is encrypted', async () => {
    encrypted()
    installHook(repository)
    const { code, stdout, stderr } = await repository.tryGit('commit', '-m', 'encrypted')
    expect(stdout + stderr).toContain('clean')
    expect(code).toBe(0)
  })

  it('is blocked at the line of a leaf that was retyped in plaintext', async () => {
    encrypted()
    repository.commit('encrypted')
    const lines = repository.read('secrets/aws.yaml').split('\n')
    const at = lines.findIndex((line) => line.startsWith('aws_region:'))
    lines[at] = 'aws_region: eu-west-1'
    repository.stage('secrets/aws.yaml', lines.join('\n'))
    const { code, report } = await json('staged')
    expect(code).toBe(1)
    expect(report.findings).toHaveLength(1)
    expect(report.findings[0]).toMatchObject({
      rule: 'sops-leaf-plain',
      path: 'secrets/aws.yaml',
      region: { startLine: at + 1 },
    })
    expect(JSON.stringify(report)).not.toContain('eu-west-1')
  })

  it('is blocked when the update was copied over it and never encrypted, with what to do', async () => {
    encrypted()
    repository.commit('encrypted')
    repository.stage('secrets/aws.yaml', aws(2))
    const { code, report } = await json('staged')
    expect(code).toBe(1)
    const rules = new Set(report.findings.map((finding: { rule: string }) => finding.rule))
    expect(rules).toContain('sops-downgrade')
    expect(rules).toContain('sops-plain-required')
    expect(rules).toContain('aws-secret-access-key')
    const text = (await repository.leaktight(['staged'])).stdout
    expect(text).toMatch(/sops/)
    expect(text).not.toContain(awsPair(2).secret)
  })

  it('leaves its update file behind, which is told, and removed by shred --leftovers', async () => {
    encrypted()
    repository.commit('encrypted')
    const left = join(repository.home, 'tmp/aws-update.yaml')
    writeFileSync(left, aws(3), { mode: 0o600 })
    repository.stage('README.md', '# more\n')
    const { code, report } = await json('staged')
    expect(code).toBe(1)
    expect(report.findings).toHaveLength(1)
    expect(report.findings[0]).toMatchObject({ rule: 'leftover-plaintext', path: left, origin: { from: 'machine' } })
    expect(report.findings[0].details.like).toBe('secrets/aws.yaml')
    expect(report.findings[0].remedy).toContain('leaktight shred')
    expect((await repository.leaktight(['shred', '--leftovers'])).code).toBe(2)
    expect(existsSync(left)).toBe(true)
    const shredded = await repository.leaktight(['shred', '--leftovers', '--yes', '--passes', '1'])
    expect(shredded.code).toBeLessThan(2)
    expect(existsSync(left)).toBe(false)
    expect((await repository.leaktight(['staged'])).code).toBe(0)
  })

  it('is overdue when its secret changed 100 days ago, although the file was edited yesterday', async () => {
    encrypted()
    repository.commit('added', ago(150))
    repository.sops(['set', 'secrets/aws.yaml', '["aws_secret_access_key"]', JSON.stringify(awsPair(4).secret)])
    repository.git('add', 'secrets/aws.yaml')
    repository.commit('rotated', ago(100))
    repository.sops(['set', 'secrets/aws.yaml', '["aws_region"]', '"eu-west-3"'])
    repository.git('add', 'secrets/aws.yaml')
    repository.commit('region', ago(1))
    const { code, report } = await json('rotation')
    expect(code).toBe(1)
    const secret = report.credentials.find((each: { name: string }) => each.name === 'aws_secret_access_key')
    expect(secret).toMatchObject({
      path: 'secrets/aws.yaml',
      evidence: 'git-iv',
      bound: 'at-least',
      verdict: 'overdue',
    })
    expect(secret.ageDays).toBeGreaterThanOrEqual(100)
    expect(secret.ageDays).toBeLessThan(102)
    expect((await repository.leaktight(['ci'])).code).toBe(1)
    expect((await json('audit')).report.findings.map((finding: { rule: string }) => finding.rule)).toContain(
      'rotation-overdue',
    )
    repository.sops(['set', 'secrets/aws.yaml', '["aws_region"]', '"eu-west-4"'])
    repository.git('add', 'secrets/aws.yaml')
    const hook = await repository.leaktight(['staged'])
    expect(hook.code).toBe(0)
    expect(hook.stdout.replace(/\s+/g, ' ')).toContain(
      '2 credentials are overdue for rotation (oldest: aws_access_key_id in secrets/aws.yaml, at least 150 days): leaktight rotation',
    )
  })
})
