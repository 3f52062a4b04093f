import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../model/errors.ts'
import type { Context, Keys } from '../model/rule.ts'
import type { Invocation, ScanFlags } from './invocation.ts'
import type { Setup } from './setup.ts'

/** Whether encrypted files are to be opened, and how one asks for it. */
export interface Asked {
  readonly decrypt: boolean
  readonly by: string
}

/** The part of a context that opens encrypted files; empty where nobody asked for that. */
export const keysOf = (
  { env }: Invocation,
  root: string,
  { rules }: Setup,
  flags: Pick<ScanFlags, 'decrypt' | 'rule'>,
  { decrypt, by }: Asked = { decrypt: flags.decrypt === true, by: '--decrypt' },
): { readonly keys?: Keys } => {
  if (decrypt) return { keys: { env, workTree: existsSync(join(root, '.git')) ? root : undefined } }
  const idle = rules.find(({ meta, needs }) => needs.includes('keys') && flags.rule?.includes(meta.id))
  if (idle !== undefined) throw new UserError(`--rule ${idle.meta.id}: opens encrypted files, and so needs ${by}`)
  return {}
}

/** How many files were opened with what, in a sentence. */
export const openedAdvice = async (context: Context): Promise<readonly string[]> => {
  if (context.keys === undefined) return []
  const { openedSentence } = await import('../checks/sops-decrypted/opened.ts')
  const sentence = openedSentence(context)
  return sentence === undefined ? [] : [sentence]
}
