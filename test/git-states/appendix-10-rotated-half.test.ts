import { afterEach, describe, expect, it } from 'vitest'
import { newRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterEach(() => repository.remove())

describe('appendix A test 10: one half of a pair changes', () => {
  it('the new secret is open, and the id that stood there before is pre-existing', async () => {
    const { id, secret } = awsPair(1)
    const lines = (value: string): string => `aws_access_key_id: ${id}\n\n\n\n\n\n\n\naws_secret_access_key: ${value}\n`
    repository.stage('aws.yaml', lines(secret))
    repository.commit('first')
    repository.stage('aws.yaml', lines(awsPair(2).secret))
    const { code, stdout } = await repository.leaktight(['staged', '--format', 'json'])
    const findings = JSON.parse(stdout).findings as { rule: string; status: string; severity: string }[]
    expect(code).toBe(1)
    expect(findings.map(({ rule, status, severity }) => [rule, status, severity])).toEqual([
      ['aws-access-key-id', 'preexisting', 'critical'],
      ['aws-secret-access-key', 'open', 'critical'],
    ])
  })
})
