import type { Rule } from '../../model/rule.ts'
import { overencrypted } from './overencrypted.ts'
import { plainSecret } from './plain-secret.ts'

export const kubernetesRules: readonly Rule[] = [plainSecret, overencrypted]
