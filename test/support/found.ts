import { sopsRepositoryRules } from '../../src/checks/sops-repository/index.ts'
import type { TestRepository } from './repository.ts'

export interface Found {
  readonly code: number
  /** `rule severity path`, in the order of the report. */
  readonly lines: readonly string[]
  readonly remedies: readonly string[]
  readonly units: number
}

const asked = [...sopsRepositoryRules.map(({ meta }) => meta.id), 'sops-plain-required', 'sops-downgrade']

/** Runs a verb with the rules about repositories alone: made-up ciphertext has other faults. */
export const foundBy = async (repository: TestRepository, verb: string): Promise<Found> => {
  const rules = asked.flatMap((id) => ['--rule', id])
  const { code, stdout, stderr } = await repository.command([verb, '--format', 'json', ...rules])
  if (stdout === '') throw new Error(stderr)
  const { findings, counts } = JSON.parse(stdout) as {
    findings: { rule: string; severity: string; path: string; remedy: string }[]
    counts: { units: number }
  }
  return {
    code,
    lines: findings.map(({ rule, severity, path }) => `${rule} ${severity} ${path}`),
    remedies: findings.map(({ remedy }) => remedy),
    units: counts.units,
  }
}
