import { type Anatomy, type Sealed, spliced } from './anatomy.ts'
import { type Mutant, type MutationKind, typed } from './mutation.ts'

/** Values that stand behind a key on a line of their own. */
const keyed = ({ values }: Anatomy): readonly Sealed[] =>
  values.filter(({ before }) => /[:=]\s*"?$/.test(before) && !/^\s*-\s+-/.test(before))

const lineStart = ({ start, before }: Sealed): number => start - before.length
const lineEnd = ({ end, after }: Sealed): number => end + after.length

/** `- name: ` is `  name: ` on a line further down. */
const further = (before: string): string => before.replace(/^(\s*)- /, '$1  ')

/** In JSON a value that is followed by another key has a comma. */
const withComma = (after: string): string => (after.endsWith(',') ? after : `${after},`)

/** The lines of a key that stands twice. */
const twins = (value: string, first: boolean) => (anatomy: Anatomy) =>
  keyed(anatomy).map((sealed): Mutant => {
    const { before, text, after, line } = sealed
    const json = anatomy.store === 'json' || anatomy.store === 'binary'
    const tail = json ? after : ''
    const [one, other] = first ? [value, text] : [text, value]
    const lines = `${before}${one}${json ? withComma(tail) : tail}\n${further(before)}${other}${tail}`
    return {
      text: spliced(anatomy.text, lineStart(sealed), lineEnd(sealed), lines),
      lines: first ? [line] : [line + 1],
    }
  })

const renamed = (anatomy: Anatomy): readonly Mutant[] =>
  keyed(anatomy).flatMap((sealed) => {
    const { before, line } = sealed
    const changed = before.replace(/([\p{L}\d_]+)("?\s*[:=]\s*"?)$/u, 'q$1$2')
    return changed === before
      ? []
      : [{ text: spliced(anatomy.text, lineStart(sealed), sealed.start, changed), lines: [line] }]
  })

const emptied = (anatomy: Anatomy): readonly Mutant[] =>
  anatomy.values.map(({ start, end, line }) => ({
    text: spliced(anatomy.text, start, end, anatomy.store === 'yaml' ? '""' : ''),
    lines: [line],
  }))

/** The line goes; of JSON only one that is not the last of its map. */
const removed = (anatomy: Anatomy): readonly Mutant[] =>
  keyed(anatomy)
    .filter(({ before, after }) => !/^\s*-/.test(before) && (anatomy.store !== 'json' || after.endsWith(',')))
    .filter(() => anatomy.store !== 'binary')
    .map((sealed) => ({
      text: spliced(anatomy.text, lineStart(sealed), lineEnd(sealed) + 1, ''),
      lines: [sealed.line],
    }))

const conflict = (anatomy: Anatomy): readonly Mutant[] =>
  keyed(anatomy).map((sealed) => {
    const whole = sealed.before + sealed.text + sealed.after
    const lines = `<<<<<<< HEAD\n${whole}\n=======\n${whole}\n>>>>>>> other`
    return {
      text: spliced(anatomy.text, lineStart(sealed), lineEnd(sealed), lines),
      lines: [0, 2, 4].map((offset) => sealed.line + offset),
    }
  })

const prefixed =
  (prefix: string) =>
  (anatomy: Anatomy): readonly Mutant[] =>
    anatomy.store === 'yaml'
      ? anatomy.values.map(({ start, line }) => ({ text: spliced(anatomy.text, start, start, prefix), lines: [line] }))
      : []

/** What can become of a key and its line. */
export const lineMutations: readonly MutationKind[] = [
  { name: 'a plain twin before', rules: ['sops-dup-key', 'sops-leaf-plain'], mutants: twins(typed, true) },
  { name: 'a plain twin behind', rules: ['sops-dup-key', 'sops-leaf-plain'], mutants: twins(typed, false) },
  {
    name: 'the line twice',
    rules: ['sops-dup-key'],
    mutants: (anatomy) =>
      keyed(anatomy).map((sealed) => {
        const json = anatomy.store === 'json' || anatomy.store === 'binary'
        const { before, text, after, line } = sealed
        const twice = `${before}${text}${json ? withComma(after) : after}\n${further(before)}${text}${after}`
        return {
          text: spliced(anatomy.text, lineStart(sealed), lineEnd(sealed), twice),
          lines: [line, line + 1],
        }
      }),
  },
  { name: 'conflict markers', rules: ['sops-conflict-markers'], mutants: conflict },
  { name: 'an anchor', rules: ['sops-yaml-alias'], mutants: prefixed('&a ') },
  { name: 'a tag', rules: ['sops-yaml-alias'], mutants: prefixed('!own ') },
  { name: 'key renamed', rules: [], needs: 'a key', mutants: renamed },
  { name: 'emptied', rules: [], needs: 'the history or a key', mutants: emptied },
  { name: 'removed', rules: [], needs: 'the history or a key', mutants: removed },
]
