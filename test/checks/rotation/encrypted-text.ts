import { createHash } from 'node:crypto'

const bytes = (seed: string, size: number): string =>
  createHash('sha256').update(seed).digest().subarray(0, size).toString('base64')

/** The initialization vector that {@link enc} writes for a seed. */
export const ivOf = (seed: string): string => bytes(`iv ${seed}`, 32)

/** A value as SOPS writes it; nothing can decrypt it. */
export const enc = (seed: string, type = 'str'): string =>
  `ENC[AES256_GCM,data:${bytes(`data ${seed}`, 20)},iv:${ivOf(seed)},tag:${bytes(`tag ${seed}`, 16)},type:${type}]`

/** A YAML file as SOPS writes it, around the given lines. */
export const sopsYaml = (lines: readonly string[], lastmodified = '2026-01-01T00:00:00Z'): string =>
  [
    ...lines,
    'sops:',
    '    age: []',
    `    lastmodified: "${lastmodified}"`,
    `    mac: ${enc('mac')}`,
    '    version: 3.11.0',
    '',
  ].join('\n')
