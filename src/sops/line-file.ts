import { parseDotenv } from '../formats/dotenv.ts'
import { parseIni } from '../formats/ini.ts'
import { leavesOf as rawLeavesOf } from '../formats/key-tree.ts'
import type { Problem, Tree } from '../formats/tree.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import { type SelectorField, type Selectors, selectorFields } from './metadata.ts'
import { compileSelectors, type LeafPolicy } from './selectors.ts'
import { lineStoreOf, storeOf } from './sniff.ts'

/** A dotenv or INI file that SOPS wrote, as far as it can be read without a key. */
export interface LineFile {
  readonly store: 'dotenv' | 'ini'
  readonly policy: LeafPolicy
  /** Without the metadata. */
  readonly leaves: readonly Leaf[]
  /** Why leaves may be missing; empty for a file that was read in full. */
  readonly problems: readonly Problem[]
}

/** Reads a file with the metadata of dotenv or INI; undefined for any other file, and for a text that quotes one. */
export const readLineFile = async (path: string, text: string): Promise<LineFile | undefined> => {
  const store = lineStoreOf(text)
  if (store === undefined) return undefined
  const tree = store === 'dotenv' ? parseDotenv(text) : parseIni(text)
  const problems = tree.problems.filter(({ start, end }) => !isEncryptedLine(text.slice(start, end)))
  if (problems.length > 0 && storeOf(path) !== store) return undefined
  const policy = await compileSelectors(selectorsOf(tree))
  return { store, policy, problems, leaves: leavesOf(tree, text, policy).filter((leaf) => !isMetadata(leaf)) }
}

/** SOPS takes anything for a key of dotenv; where the value is ciphertext, there is nothing to miss. */
const isEncryptedLine = (line: string): boolean => /^[^=]*=ENC\[AES256_GCM,[^\]]*\]$/.test(line)

/** The metadata of dotenv are keys that begin with `sops_`, those of INI stand in a section. */
const isMetadata = ({ path: [first = ''] }: Pick<Leaf, 'path'>): boolean => /^sops(?:_|$)/.test(first)

const selectorsOf = (tree: Tree): Selectors => {
  const selectors = new Map<SelectorField, string>()
  for (const document of tree.documents)
    for (const { path, node } of rawLeavesOf(document)) {
      const field = selectorFields.find(
        (name) => path.join('.') === `sops_${name}` || path.join('.') === `sops.${name}`,
      )
      const value = node.kind === 'scalar' ? node.value : undefined
      if (field !== undefined && typeof value === 'string' && value !== '') selectors.set(field, value)
    }
  return selectors
}
