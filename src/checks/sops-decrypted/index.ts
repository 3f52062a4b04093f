import type { Rule } from '../../model/rule.ts'
import { commentUnauthentic } from './comment-unauthentic.ts'
import { credentialReuse } from './credential-reuse.ts'
import { leafUnauthentic } from './leaf-unauthentic.ts'
import { macMismatch } from './mac-mismatch.ts'
import { valueWeak } from './value-weak.ts'

/** What can be wrong with an encrypted file that only its key shows. */
export const decryptedRules: readonly Rule[] = [
  macMismatch,
  leafUnauthentic,
  commentUnauthentic,
  credentialReuse,
  valueWeak,
]
