import type { MatchedRule } from '../sops/creation-rules.ts'
import { type EncryptedFile, readEncryptedFile } from '../sops/encrypted-file.ts'
import type { SelectorField, Selectors } from '../sops/metadata.ts'

/** How a plain file is to be encrypted: by a creation rule, or as its last encrypted version was. */
export interface Recipe {
  readonly selectors: Selectors
  /** Before the name of the command; `root` is what paths in the configuration are relative to. */
  globalArgs(root: string): readonly string[]
  readonly encryptArgs: readonly string[]
}

/** The recipe of a creation rule: sops itself finds the recipients in the configuration. */
export const recipeOfRule = ({ rule, configPath }: MatchedRule): Recipe => ({
  selectors: rule.selectors,
  globalArgs: (root) => ['--config', root === '' ? configPath : `${root}/${configPath}`],
  encryptArgs: [],
})

/** The recipe of an older version; undefined where flags cannot say it. */
export const recipeOfVersion = async (path: string, text: string): Promise<Recipe | undefined> => {
  const file = await readEncryptedFile(path, text)
  const recipients = file === undefined ? undefined : recipientArgs(file)
  if (file === undefined || recipients === undefined) return undefined
  const { selectors, macOnlyEncrypted } = file.metadata
  const [selector] = selectors
  if (selectors.size > 1) return undefined
  return {
    selectors,
    // A configuration without a rule for the file would make sops stop.
    globalArgs: () => ['--config', '/dev/null'],
    encryptArgs: [
      ...recipients,
      ...(selector === undefined ? [] : [flagOf(selector[0]), selector[1]]),
      ...(macOnlyEncrypted ? ['--mac-only-encrypted'] : []),
    ],
  }
}

const flagOf = (field: SelectorField): string => `--${field.replaceAll('_', '-')}`

const recipientArgs = ({ metadata: { groups } }: EncryptedFile): readonly string[] | undefined => {
  const [group] = groups
  if (group === undefined || groups.length > 1) return undefined
  const of = (type: string): string =>
    group.keys
      .filter((key) => key.type === type)
      .map(({ identity }) => identity)
      .join(',')
  const [age, pgp] = [of('age'), of('pgp')]
  if (group.keys.length === 0 || group.keys.some(({ type }) => type !== 'age' && type !== 'pgp')) return undefined
  return [...(age === '' ? [] : ['--age', age]), ...(pgp === '' ? [] : ['--pgp', pgp])]
}
