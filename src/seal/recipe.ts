import type { MatchedRule } from '../sops/creation-rules.ts'
import { type EncryptedFile, readEncryptedFile } from '../sops/encrypted-file.ts'
import { keyDrift } from '../sops/key-drift.ts'
import type { SelectorField, Selectors } from '../sops/metadata.ts'

/** How a plain file is to be encrypted: by a creation rule, or as its last encrypted version was. */
export interface Recipe {
  readonly selectors: Selectors
  /** Before the name of the command; `root` is what paths in the configuration are relative to. */
  globalArgs(root: string): readonly string[]
  readonly encryptArgs: readonly string[]
  /** Whether an encrypted file has the recipients it is to have. */
  isFor(file: EncryptedFile): boolean
}

/** The recipe of a creation rule: sops itself finds the recipients in the configuration. */
export const recipeOfRule = ({ rule, configPath }: MatchedRule): Recipe => ({
  selectors: rule.selectors,
  globalArgs: (root) => ['--config', root === '' ? configPath : `${root}/${configPath}`],
  encryptArgs: [],
  isFor: ({ metadata }) => keyDrift(metadata.groups, rule.groups).length === 0,
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
    isFor: (made) => identitiesOf(made) === identitiesOf(file),
  }
}

const identitiesOf = ({ metadata }: EncryptedFile): string =>
  JSON.stringify(metadata.groups.map(({ keys }) => keys.map(({ identity }) => identity).sort()))

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
