/** The store SOPS chooses by the end of the file name, compared with case (getsops/sops, cmd/sops/formats). */
export type Store = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary'

export const storeOf = (path: string): Store => {
  if (path.endsWith('.yaml') || path.endsWith('.yml')) return 'yaml'
  if (path.endsWith('.json')) return 'json'
  if (path.endsWith('.env')) return 'dotenv'
  if (path.endsWith('.ini')) return 'ini'
  return 'binary'
}

// `sops` as a key of YAML or JSON. A comment that names SOPS and a value such as https://sops:8200 are none.
const key = /(?:^|[{,\r\n\uFEFF])[ \t]*["']?sops["']?[ \t]*:(?=[\s{"&!]|$)/
const field = /(?:mac|lastmodified|enc)["']?[ \t]*:/

/** Might hold a `sops` block in YAML or JSON; cheap, and settled only by parsing. */
export const maybeBlock = (text: string): boolean => key.test(text) && field.test(text)

const yamlBlock = /^\uFEFF?["']?sops["']?[ \t]*:/m

/** The structured stores to try, in order: by name first, then by the look of the content. */
export const structuredStores = (path: string, text: string): readonly ('yaml' | 'json')[] => {
  const named = storeOf(path)
  if (named === 'yaml') return ['yaml', 'json']
  // What begins as JSON is read as nothing else: YAML takes a comment of two slashes for a part of the next key.
  if (/^\uFEFF?\s*\{/.test(text)) return ['json']
  if (named === 'json') return ['json', 'yaml']
  return yamlBlock.test(text) ? ['yaml'] : []
}

const dotenvField = /^sops_(?:mac|version|lastmodified)=/m
const iniSection = /^[ \t]*\[sops\]/m

/** The store whose metadata are lines of their own, whatever the file is called; undefined where there are none. */
export const lineStoreOf = (text: string): 'dotenv' | 'ini' | undefined => {
  if (dotenvField.test(text)) return 'dotenv'
  return iniSection.test(text) ? 'ini' : undefined
}

/** Carries the metadata of the dotenv or INI store, whatever the file is called. */
export const hasLineMetadata = (text: string): boolean => lineStoreOf(text) !== undefined
