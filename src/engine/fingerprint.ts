import type { Finding } from '../model/finding.ts'

const fixedKey = 'leaktight-fingerprint-1'

/**
 * Rule, path and 16 bits of a keyed digest of the value: stable when lines move, different when the value changes,
 * and too short to confirm a guess. `hmac` is HMAC-SHA-256.
 */
export const fingerprintOf = async (rule: string, path: string, value: string): Promise<string> => {
  const { createHmac } = await import('node:crypto')
  return `${rule}:${path}:${createHmac('sha256', fixedKey).update(value).digest('hex').slice(0, 4)}`
}

/** The same finding at the place it was found to come from. */
export const relocated = (finding: Finding, path: string, origin: Partial<Finding['origin']>): Finding => ({
  ...finding,
  path,
  origin: { ...finding.origin, ...origin },
  fingerprint: `${finding.rule}:${path}:${finding.fingerprint.slice(-4)}`,
})
