import type { Anatomy } from './anatomy.ts'
import { type Mutant, type MutationKind, typed } from './mutation.ts'

const trailing: Readonly<Record<string, readonly (readonly [piece: string, atLine: number])[]>> = {
  yaml: [
    [`extra: ${typed}\n`, 0],
    [`---\nextra: ${typed}\n`, 1],
    [`---\n- ${typed}\n`, 1],
    [`---\n${typed}\n`, 1],
    [`...\nextra: ${typed}\n`, 1],
  ],
  json: [
    [`${typed}\n`, 0],
    [`{"extra": "${typed}"}\n`, 0],
    [`\n\n${typed}`, 2],
  ],
  binary: [[`${typed}\n`, 0]],
  dotenv: [[`EXTRA=${typed}\n`, 0]],
  ini: [[`[extra]\nextra = ${typed}\n`, 1]],
}

/** Where a selector names what is encrypted, another key may stay open. */
const sealsAll = ({ setting }: Anatomy): boolean => !setting.startsWith('encrypted') && !setting.startsWith('mac_only')

const behind = (anatomy: Anatomy): readonly Mutant[] => {
  const { store, text } = anatomy
  if (store !== 'json' && !sealsAll(anatomy)) return []
  const whole = text.endsWith('\n') ? text : `${text}\n`
  const last = whole.split('\n').length
  return (trailing[store] ?? []).map(([piece, atLine]) => ({ text: whole + piece, lines: [last + atLine] }))
}

/** A line that is neither a key nor a comment, which nothing can be made of. */
const loose = ({ store, text }: Anatomy): readonly Mutant[] => {
  if (store !== 'dotenv' && store !== 'ini') return []
  const whole = text.endsWith('\n') ? text : `${text}\n`
  return [{ text: `${whole}${typed}\n`, lines: [whole.split('\n').length] }]
}

/** A key of the INI section that holds the metadata. */
const unknownField = ({ store, text }: Anatomy): readonly Mutant[] =>
  store === 'ini'
    ? [{ text: `${text.trimEnd()}\nextra = ${typed}\n`, lines: [text.trimEnd().split('\n').length + 1] }]
    : []

/** What can stand behind the end. */
export const trailingMutations: readonly MutationKind[] = [
  { name: 'bytes behind the end', rules: ['sops-leaf-plain', 'sops-json-trailing'], mutants: behind },
  { name: 'a loose line behind the end', rules: ['error'], mutants: loose },
  { name: 'an unknown field of the metadata', rules: ['sops-block-comment'], mutants: unknownField },
]
