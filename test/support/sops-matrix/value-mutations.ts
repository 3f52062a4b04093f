import { type Anatomy, type Sealed, spliced } from './anatomy.ts'
import { type Mutant, type MutationKind, typed } from './mutation.ts'

const plain = ['sops-leaf-plain', 'sops-leaf-type']
const damaged = [...plain, 'sops-enc-grammar', 'sops-enc-trailing']

type Change = (one: Sealed, other: Sealed, anatomy: Anatomy) => string | undefined

/** One mutant for each value, from what becomes of its `ENC[…]`. */
const eachValue =
  (change: Change) =>
  (anatomy: Anatomy): readonly Mutant[] =>
    anatomy.values.flatMap((one, index) => {
      const other = anatomy.values[(index + 1) % anatomy.values.length] ?? one
      const piece = other === one && change.length > 1 ? undefined : change(one, other, anatomy)
      return piece === undefined || piece === one.text
        ? []
        : [
            {
              text: spliced(anatomy.text, one.start, one.end, piece),
              lines: change.length > 1 ? [one.line, other.line] : [one.line],
            },
          ]
    })

/** One mutant for each two neighbours, from what becomes of both. */
const eachPair =
  (change: (one: string, other: string) => readonly [string, string]) =>
  (anatomy: Anatomy): readonly Mutant[] =>
    anatomy.values.slice(1).map((other, index) => {
      const one = anatomy.values[index] ?? other
      const [first, second] = change(one.text, other.text)
      const text = spliced(spliced(anatomy.text, other.start, other.end, second), one.start, one.end, first)
      return { text, lines: [one.line, other.line] }
    })

const part = (name: 'data' | 'iv' | 'tag'): RegExp => new RegExp(`(?<=[,]${name}:)[^,]+`)
const partOf = (text: string, name: 'data' | 'iv' | 'tag'): string => part(name).exec(text)?.[0] ?? ''
const withPart = (text: string, name: 'data' | 'iv' | 'tag', value: string): string => text.replace(part(name), value)

const swapped = (name: 'iv' | 'tag') =>
  eachPair((one, other) => [withPart(one, name, partOf(other, name)), withPart(other, name, partOf(one, name))])

const isBare = (anatomy: Anatomy): boolean => anatomy.store === 'yaml' || anatomy.store === 'json'

/** Number or boolean in place of a string; JSON's quotes go with it. */
const retypedBare =
  (value: string) =>
  (anatomy: Anatomy): readonly Mutant[] =>
    isBare(anatomy)
      ? anatomy.values.map(({ start, end, line }) => {
          const quotes = anatomy.store === 'json' ? 1 : 0
          return { text: spliced(anatomy.text, start - quotes, end + quotes, value), lines: [line] }
        })
      : []

/** What can become of one value. */
export const valueMutations: readonly MutationKind[] = [
  { name: 'retyped', rules: plain, mutants: eachValue(() => typed) },
  { name: 'retyped as a number', rules: plain, mutants: retypedBare('730991') },
  { name: 'retyped as a boolean', rules: plain, mutants: retypedBare('true') },
  { name: 'truncated', rules: damaged, mutants: eachValue(({ text }) => text.slice(0, -40)) },
  { name: 'truncated within the data', rules: damaged, mutants: eachValue(({ text }) => text.slice(0, 22)) },
  { name: 'a character dropped', rules: damaged, mutants: eachValue(({ text }) => text.slice(0, 20) + text.slice(21)) },
  { name: 'the closing bracket dropped', rules: damaged, mutants: eachValue(({ text }) => text.slice(0, -1)) },
  { name: 'the type changed', rules: damaged, mutants: eachValue(({ text }) => text.replace(/type:\w+/, 'type:word')) },
  { name: 'the padding dropped', rules: damaged, mutants: eachValue(({ text }) => text.replace('==,type', ',type')) },
  { name: 'text appended', rules: damaged, mutants: eachValue(({ text }) => text + typed) },
  { name: 'text put before', rules: damaged, mutants: eachValue(({ text }) => typed + text) },
  {
    name: 'the iv of another value',
    rules: ['sops-iv-reuse'],
    mutants: eachValue(({ text }, other) => withPart(text, 'iv', partOf(other.text, 'iv'))),
  },
  {
    name: 'the whole of another value',
    rules: ['sops-enc-dup'],
    mutants: eachValue((_, other) => other.text),
  },
  { name: 'iv swapped', rules: [], needs: 'the history or a key', mutants: swapped('iv') },
  { name: 'tag swapped', rules: [], needs: 'the history or a key', mutants: swapped('tag') },
  { name: 'values swapped', rules: [], needs: 'the history or a key', mutants: eachPair((one, other) => [other, one]) },
  {
    name: 'shortened to whole groups',
    rules: [],
    needs: 'the history or a key',
    mutants: eachValue(({ text }) => {
      const data = partOf(text, 'data')
      return data.length > 4 ? withPart(text, 'data', data.slice(0, -4)) : undefined
    }),
  },
  {
    name: 'a character changed',
    rules: [],
    needs: 'the history or a key',
    mutants: eachValue(({ text }) => {
      const data = partOf(text, 'data')
      return data.length > 4 ? withPart(text, 'data', (data.startsWith('A') ? 'B' : 'A') + data.slice(1)) : undefined
    }),
  },
]
