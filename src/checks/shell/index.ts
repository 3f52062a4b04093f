import type { Rule } from '../../model/rule.ts'
import { shellTempPlaintext } from './temp-plaintext.ts'

/** The rules that read scripts. */
export const shellRules: readonly Rule[] = [shellTempPlaintext]
