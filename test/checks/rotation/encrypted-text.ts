import { createHash } from 'node:crypto'
import { ageArmorOf, x25519 } from '../../support/age.ts'
import { encOf } from '../../support/enc.ts'

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
    '    age:',
    `        - recipient: age1${'q'.repeat(58)}`,
    '          enc: |',
    ageArmorOf([x25519()]).trimEnd().replace(/^/gm, '            '),
    `    lastmodified: "${lastmodified}"`,
    `    mac: ${encOf('str', 128)}`,
    '    version: 3.11.0',
    '',
  ].join('\n')
