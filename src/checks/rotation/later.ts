import type { Rule } from '../../model/rule.ts'
import { readSopsFile } from '../../sops/document.ts'
import { agesOf, type CredentialFile, credentialsIn, type RotationContext } from './credential-ages.ts'
import { rotationRule } from './index.ts'
import { overdueSentence } from './sentences.ts'

/** The rotation check for a caller that tells and does not judge. */
export interface RotationLater {
  /** Stands for the rule itself; only notes the credentials it sees. */
  readonly rule: Rule
  /** One sentence for each overdue credential that was seen. */
  sentences(context: RotationContext): Promise<readonly string[]>
}

/** Asks history once for all files instead of once for each: a pass over a long history takes a second. */
export const rotationLater = (): RotationLater => {
  const seen: CredentialFile[] = []
  return {
    rule: {
      ...rotationRule,
      async *check({ path, text }) {
        const sops = await readSopsFile(path, text)
        if (sops !== undefined) seen.push(credentialsIn({ path, sops }))
        yield* []
      },
    },
    sentences: async (context) =>
      (await agesOf(seen, context))
        .filter(({ verdict }) => verdict === 'overdue')
        .map((age) => `${age.path}: ${overdueSentence(age, context.policy)}`),
  }
}
