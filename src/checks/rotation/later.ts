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
      async *check({ path, text }) {
        const { credentialsIn } = await import('./credential-ages.ts')
        const { readEncryptedFile } = await import('../../sops/document.ts')
        const sops = await readEncryptedFile(path, text)
        if (sops !== undefined) seen.push(credentialsIn({ path, text, sops }))
        yield* []
      },
    },
    sentence: async (context) => {
      if (seen.every(({ credentials }) => credentials.length === 0)) return undefined
      const { agesOf } = await import('./credential-ages.ts')
      const { overdueSummary } = await import('./sentences.ts')
      return overdueSummary((await agesOf(seen, context)).filter(isOverdue))
    },
  }
}

const isOverdue = ({ verdict, policy }: CredentialAge): boolean => verdict === 'overdue' && policy.exempt === undefined
