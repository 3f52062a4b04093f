import type { CommentLeaf, Leaf, EncryptedFile as SopsFile } from '../../sops/document.ts'
import { shownKey } from '../shown-key.ts'
import { type ClaimName, claimName } from './claim-names.ts'
import { claimedInstant } from './claimed-instant.ts'
import { underscored } from './credential-names.ts'
import { encryptedDate } from './encrypted-date.ts'

/** A date that somebody wrote beside a credential. */
export interface Claim {
  /** The key it stands under. */
  readonly name: string
  readonly at: Date
}

/** What the keys beside a credential claim of it. */
export interface Claims {
  /** Since when it is what it is. */
  readonly created?: Claim
  /** When it stops working. */
  readonly expires?: Claim
  /** The last characters of the key id it belongs to. */
  readonly keyHint?: string
  /** What stands there and is not read, and why; what is read and could be written better. */
  readonly notes: readonly string[]
}

export const noClaims: Claims = { notes: [] }

interface Written {
  readonly leaf: Leaf
  readonly as: ClaimName
}

/** Of several that speak of the same, the one that is closest to the value. */
const preferred = ['created', 'created_at', 'rotated_at']

/** The keys of one map that claim something, by what they speak of. */
export class MapClaims {
  readonly #byPrefix = new Map<string, Written[]>()
  readonly #file: SopsFile
  readonly #text: string

  constructor(file: SopsFile, text: string) {
    this.#file = file
    this.#text = text
  }

  /** Takes a leaf of the map; false where its name claims nothing. */
  add(leaf: Leaf): boolean {
    const as = claimName(leaf.path.at(-1) ?? '', suffixOf(this.#file))
    if (as === undefined) return false
    const known = this.#byPrefix.get(as.prefix)
    if (known === undefined) this.#byPrefix.set(as.prefix, [{ leaf, as }])
    else known.push({ leaf, as })
    return true
  }

  get empty(): boolean {
    return this.#byPrefix.size === 0
  }

  /** Whether a key hints at the id that belongs to the credential with this key. */
  isHintAt(leaf: Leaf, key: string): boolean {
    const as = claimName(leaf.path.at(-1) ?? '', suffixOf(this.#file))
    return as?.role === 'hint' && prefixesOf(underscored(key)).includes(as.prefix)
  }

  /** What is claimed of the credential with one of these keys: its own, and that of the other half of its pair. */
  of(keys: readonly string[]): Claims {
    const found = this.#closest(keys.map(underscored))
    const notes: string[] = []
    const created = this.#date(found, 'created', notes)
    const expires = this.#date(found, 'expires', notes)
    const keyHint = hintOf(found)
    if (this.#file.metadata.macOnlyEncrypted && created !== undefined)
      notes.push(`${created.name} is not covered by the mac of this file (mac_only_encrypted)`)
    if (created !== undefined && expires !== undefined && expires.at < created.at) {
      notes.push(`${expires.name} lies before ${created.name}; neither is read`)
      return { notes, ...keyHint }
    }
    return { ...(created && { created }), ...(expires && { expires }), ...keyHint, notes }
  }

  /** Longest prefix first. */
  #closest(names: readonly string[]): readonly Written[] {
    const prefixes = new Set(names.flatMap(prefixesOf))
    return [...prefixes]
      .filter((prefix) => this.#byPrefix.has(prefix))
      .sort((one, other) => other.length - one.length)
      .flatMap((prefix) => this.#byPrefix.get(prefix) ?? [])
  }

  #date(found: readonly Written[], role: 'created' | 'expires', notes: string[]): Claim | undefined {
    const candidates = found.filter(({ as }) => as.role === role)
    const longest = candidates[0]?.as.prefix
    const closest = candidates.filter(({ as }) => as.prefix === longest).sort((one, other) => rank(other) - rank(one))
    const problems: string[] = []
    for (const written of closest) {
      const read = this.#read(written)
      if ('problem' in read) {
        problems.push(read.problem)
        continue
      }
      if (read.remark !== undefined) notes.push(read.remark)
      return read.claim
    }
    notes.push(...problems)
    return undefined
  }

  #read({ leaf, as }: Written): { claim: Claim; remark?: string } | { problem: string } {
    const name = shownKey(leaf.path.at(-1) ?? '')
    if (leaf.encrypted !== undefined) return { problem: `${name} ${encryptedDate(leaf, as, this.#file)}` }
    if (as.meant !== undefined)
      return { problem: `${name} is not read; call it ${shownKey(as.meant + suffixOf(this.#file))}` }
    if (leaf.alias === true) return { problem: `${name} is an alias, which SOPS never writes` }
    const read = claimedInstant(leaf.value, this.#isString(leaf))
    if ('problem' in read) return { problem: `${name} ${read.problem}` }
    const claim = { name, at: read.at }
    return read.remark === undefined ? { claim } : { claim, remark: `${name} ${read.remark}` }
  }

  /** Only YAML has dates beside strings. */
  #isString(leaf: Leaf): boolean {
    return this.#file.store !== 'yaml' || /^["'|>]/.test(this.#text.slice(leaf.start, leaf.start + 1))
  }
}

const rank = ({ as }: Written): number => (as.meant === undefined ? preferred.indexOf(as.word) : -2)

const mostWords = 40

/** With what a claim of a credential begins: `a`, `a_b` and `a_b_c` of `a_b_c`, or nothing at all. */
export const prefixesOf = (name: string): readonly string[] => {
  const parts = name.split('_').slice(0, mostWords)
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('_'))]
}

const hint = /([A-Z0-9]{4})$/

const hintOf = (found: readonly Written[]): { readonly keyHint?: string } => {
  const written = found.find(
    ({ leaf, as }) => as.role === 'hint' && as.meant === undefined && leaf.encrypted === undefined,
  )
  const last = typeof written?.leaf.value === 'string' ? hint.exec(written.leaf.value)?.[1] : undefined
  return last === undefined ? {} : { keyHint: last }
}

/** What SOPS leaves in the clear by its ending; where other selectors decide, a name needs none. */
export const suffixOf = ({ metadata }: SopsFile): string =>
  metadata.selectors.get('unencrypted_suffix') ?? (metadata.selectors.size === 0 ? '_unencrypted' : '')

const dated = /(?:rotat|creat|expir|issued|valid)\w*\b.{0,40}?\d{4}-\d\d-\d\d/i

/** A date that stands in a comment, where nothing reads or protects it. */
export const commentedDate = ({ text, encrypted }: CommentLeaf): string | undefined =>
  encrypted === undefined && dated.test(text.slice(0, 500))
    ? 'a date in a comment counts for nothing, since the mac does not cover it'
    : undefined
