import type { Rule } from '../../model/rule.ts'
import { plainSecret } from './plain-secret.ts'

export const kubernetesRules: readonly Rule[] = [plainSecret]
