import { type Anatomy, type Sealed, spliced } from './anatomy.ts'
import { type Mutant, type MutationKind, typed } from './mutation.ts'

/** The sign of a comment that stands alone, by store; JSON knows none. */
const signs: Readonly<Record<string, string>> = { yaml: '# ', dotenv: '#', ini: '; ' }

/** Without a selector that leaves comments open; under `encrypted_…` it hangs on the containing map's path. */
const sealsComments = ({ setting, store }: Anatomy, { before }: Sealed): boolean => {
  if (setting.includes('comment')) return false
  if (!setting.startsWith('encrypted') && !setting.startsWith('mac_only')) return true
  return store === 'yaml' && /^\s/.test(before)
}

const places = (anatomy: Anatomy): readonly Sealed[] =>
  signs[anatomy.store] === undefined ? [] : anatomy.values.filter((sealed) => sealsComments(anatomy, sealed))

const above = (anatomy: Anatomy): readonly Mutant[] =>
  places(anatomy).map(({ start, before, line }) => {
    const indent = /^\s*/.exec(before)?.[0] ?? ''
    const comment = `${indent}${signs[anatomy.store]}${typed}\n`
    const at = start - before.length
    return { text: spliced(anatomy.text, at, at, comment), lines: [line] }
  })

const beside = (anatomy: Anatomy): readonly Mutant[] =>
  anatomy.store === 'dotenv'
    ? []
    : places(anatomy)
        .filter(({ after }) => after === '')
        .map(({ end, line }) => ({
          text: spliced(anatomy.text, end, end, ` ${signs[anatomy.store]}${typed}`),
          lines: [line],
        }))

const retyped = (anatomy: Anatomy): readonly Mutant[] =>
  anatomy.setting.includes('comment')
    ? []
    : anatomy.comments.map(({ start, end, line }) => ({
        text: spliced(anatomy.text, start, end, typed),
        lines: [line],
      }))

/** SOPS writes an encrypted comment within a list as an item. */
const retypedItems = (anatomy: Anatomy): readonly Mutant[] =>
  anatomy.sealed
    .filter(({ comment, type }) => !comment && type === 'comment')
    .map(({ start, end, line }) => ({ text: spliced(anatomy.text, start, end, typed), lines: [line] }))

const inBlock = (anatomy: Anatomy): readonly Mutant[] => {
  const [block] = anatomy.blocks
  const sign = signs[anatomy.store]
  if (block === undefined || sign === undefined) return []
  const first = anatomy.text.indexOf('\n', block.start) + 1
  const indent = anatomy.store === 'yaml' ? '    ' : ''
  const line = anatomy.text.slice(0, first).split('\n').length
  return [{ text: spliced(anatomy.text, first, first, `${indent}${sign}${typed}\n`), lines: [line] }]
}

/** What can become of comments. */
export const commentMutations: readonly MutationKind[] = [
  { name: 'a comment above', rules: ['sops-comment-plain'], mutants: above },
  { name: 'a comment beside', rules: ['sops-comment-plain'], mutants: beside },
  { name: 'a comment retyped', rules: ['sops-comment-plain'], mutants: retyped },
  { name: 'a comment in a list retyped', rules: ['sops-leaf-plain'], mutants: retypedItems },
  {
    name: 'a comment within the metadata',
    rules: ['sops-block-comment', 'sops-comment-plain'],
    mutants: inBlock,
  },
]
