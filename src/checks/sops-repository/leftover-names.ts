/** What a name says about a file that a tool decrypted or an editor left. */
export interface LeftoverName {
  /** Names of the files it may have come from, in the same folder. */
  readonly sources: readonly string[]
  /** Means nothing else, in a repository that uses SOPS. */
  readonly certain: boolean
}

const stores = 'ya?ml|json|env|ini'

// With the name it was made from; vscode-sops, helm-secrets and people write these.
const certain: readonly RegExp[] = [
  /^\.decrypted~(?<name>.+)$/,
  new RegExp(`^(?<name>.+)\\.dec(?<suffix>\\.(?:${stores}))$`),
  new RegExp(`^(?<name>(?:.+\\.)?(?:${stores}))\\.dec$`),
  new RegExp(`^(?:(?<name>.+)[.~_-])?decrypted(?<suffix>\\.(?:${stores}))$`),
  new RegExp(`^(?<name>.+\\.(?:${stores}))\\.decrypted$`),
  new RegExp(`^decrypted[._-](?<name>.+\\.(?:${stores}))$`),
]

const generic: readonly RegExp[] = [
  /^(?<name>.+)\.dec$/,
  /^(?<name>.+)\.decrypted(?<suffix>\..+)?$/,
  /^decrypted_(?<name>.+)$/,
  /^(?<name>.+)\.(?:plain|clear|tmp)(?<suffix>\..+)$/,
  /^\.(?<name>.+)\.sw[a-p]$/,
  /^(?<name>.+)~$/,
  /^#(?<name>.+)#$/,
  /^(?<name>.+)\.(?:orig|bak|rej|save)$/,
  /^\.merge_file_\w+$/,
]

const baseOf = (path: string): number => path.lastIndexOf('/') + 1

/** What the name of a file says; undefined for a name that says nothing. */
export const leftoverName = (path: string): LeftoverName | undefined => {
  const [folder, base] = [path.slice(0, baseOf(path)), path.slice(baseOf(path))]
  const sources = (match: RegExpExecArray): readonly string[] => {
    const { name, suffix = '' } = match.groups ?? {}
    return name === undefined || name + suffix === '' ? [] : [folder + name + suffix]
  }
  for (const pattern of certain) {
    const match = pattern.exec(base)
    if (match !== null) return { sources: sources(match), certain: true }
  }
  for (const pattern of generic) {
    const match = pattern.exec(base)
    if (match !== null) return { sources: sources(match), certain: false }
  }
  return undefined
}
