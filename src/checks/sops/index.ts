import type { Rule } from '../../model/rule.ts'
import { downgrade } from './downgrade.ts'
import { leafPlain } from './leaf-plain.ts'
import { plainRequired } from './plain-required.ts'
import { regexInvalid } from './regex-invalid.ts'

/** What can be wrong with a file that is, was or must be encrypted. */
export const sopsRules: readonly Rule[] = [plainRequired, leafPlain, downgrade, regexInvalid]
