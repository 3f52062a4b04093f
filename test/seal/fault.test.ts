import { expect, it } from 'vitest'
import { faultOf } from '../../src/seal/fault.ts'

const encrypted = { encrypted: true, empty: false }
const plain = { encrypted: false, empty: false }

it.each([
  [['sops-plain-required'], plain, 'plain'],
  [['sops-plain-required', 'sops-downgrade', 'kubernetes-plain-secret'], plain, 'plain'],
  [['sops-plain-required', 'sops-conflict-markers'], plain, 'other'],
  [['sops-regex-invalid'], plain, 'other'],
  [['sops-downgrade', 'sops-empty-file'], { encrypted: false, empty: true }, 'damaged'],
  [['sops-plain-required'], encrypted, 'other'],
  [['sops-leaf-plain', 'sops-leaf-type'], encrypted, 'leaves'],
  [['sops-enc-trailing'], encrypted, 'trailing'],
  [['sops-enc-trailing', 'sops-leaf-plain'], encrypted, 'other'],
  [['sops-leaf-plain', 'sops-dup-key'], encrypted, 'damaged'],
  [['sops-enc-grammar'], encrypted, 'damaged'],
  [['sops-nothing-encrypted'], encrypted, 'other'],
] as const)('%j on %j is %s', (rules, condition, fault) => {
  expect(faultOf(new Set(rules), condition)).toBe(fault)
})
