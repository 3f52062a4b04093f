import type { Rule } from '../../model/rule.ts'
import { recipientsDrift } from './drift.ts'
import { recipientsFew } from './few.ts'
import { recipientRevoked } from './revoked.ts'
import { recipientsSingle } from './single.ts'

/** Who can open an encrypted file, against who is meant to. */
export const sopsRecipientRules: readonly Rule[] = [recipientsDrift, recipientRevoked, recipientsFew, recipientsSingle]
