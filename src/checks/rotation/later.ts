import type { Rule } from '../../model/rule.ts'
import type { CredentialAge, CredentialFile, RotationContext } from './credential-ages.ts'
import { rotationRule } from './index.ts'

/** The rotation check for a caller that tells and does not judge. */
export interface RotationLater {
  /** Stands for the rule itself; only notes the credentials it sees. */
  readonly rule: Rule
  /** One sentence on all overdue credentials that were seen; undefined where there are none. */
  sentence(context: RotationContext): Promise<string | undefined>
}

/** Asks history once for all files instead of once for each: a pass over a long history takes a second. */
export const rotationLater = (): RotationLater => {
  const seen: CredentialFile[] = []
  return {
    rule: {
      ...rotationRule,
      async *check(document, context) {
        const { credentialsIn } = await import('./credential-ages.ts')
        const { readDocument } = await import('./document-credentials.ts')
        const { file, unopened } = await readDocument(document, context)
        if (file !== undefined) seen.push(credentialsIn(file))
        if (unopened !== undefined) throw unopened
        yield* []
      },
    },
    sentence: async (context) => {
      if (seen.every(({ credentials }) => credentials.length === 0)) return undefined
      const { agesOf } = await import('./credential-ages.ts')
      const overdue = (await agesOf(seen, context)).filter(isOverdue)
      if (overdue.length === 0) return undefined
      const { overdueSummary } = await import('./sentences.ts')
      return overdueSummary(overdue)
    },
  }
}

const isOverdue = ({ verdict, policy }: CredentialAge): boolean => verdict === 'overdue' && policy.exempt === undefined
