import type { Leaf, EncryptedFile as SopsFile } from '../../sops/document.ts'
import { type Claims, commentedDate, MapClaims, noClaims } from './claims.ts'
import {
  arePair,
  fileNames,
  hintsAt,
  keyPairHalf,
  namesCertificate,
  namesCredential,
  namesSessionToken,
} from './credential-names.ts'
import { keyIdGeneration } from './key-id.ts'
import { type ValueFacts, valueFacts } from './value-facts.ts'

/** A leaf that holds a credential, and everything in the file that dates it but for the file's own dates. */
export interface CredentialLeaf {
  readonly leaf: Leaf
  /** A certificate is no secret; it is judged by its own validity. */
  readonly kind: 'credential' | 'certificate'
  /** A readable key id says that it was issued before 2020. */
  readonly oldKeyId: boolean
  /** Part of a temporary AWS key. */
  readonly temporary: boolean
  readonly claims: Claims
  /** What its value tells, where it can be read. */
  readonly facts?: ValueFacts
  /** Of the key pair it is a half of; of a readable id. */
  readonly keyId?: ValueFacts['keyId']
  /** The whole file is the value. */
  readonly wholeFile: boolean
}

/** What opening the file showed of its values, by leaf. */
export type Facts = ReadonlyMap<Leaf, ValueFacts>

/**
 * The credentials of an encrypted file, in file order: every encrypted leaf whose key (or file name, or value, where a key
 * opened it) says so, every readable value that dates itself, and every readable key id of the old generation that cannot
 * be joined to one of them.
 */
export const credentialLeaves = (
  file: SopsFile,
  { path = '', text = '', facts = new Map() }: { path?: string; text?: string; facts?: Facts } = {},
): CredentialLeaf[] => {
  const whole = file.store === 'binary' ? fileNames(path) : undefined
  const read = new Map(file.leaves.flatMap((leaf) => pairOf(leaf, facts.get(leaf) ?? readableFacts(leaf))))
  const known = (leaf: Leaf): ValueFacts | undefined => read.get(leaf)
  const found = [...mapsOf(file)].flatMap((leaves) => new MapOfLeaves(leaves, file, text, whole, known).credentials())
  return found.sort((a, b) => a.leaf.start - b.leaf.start)
}

const pairOf = (leaf: Leaf, facts: ValueFacts | undefined): readonly [Leaf, ValueFacts][] =>
  facts === undefined ? [] : [[leaf, facts]]

const longestReadable = 64 * 1024

const readableFacts = (leaf: Leaf): ValueFacts | undefined =>
  leaf.encrypted === undefined &&
  leaf.alias === undefined &&
  typeof leaf.value === 'string' &&
  leaf.value.length <= longestReadable
    ? valueFacts(leaf.value)
    : undefined

/** The leaves right under each map; of a list, those of each item. */
const mapsOf = (file: SopsFile): Iterable<readonly Leaf[]> => {
  const maps = new Map<string, Leaf[]>()
  for (const leaf of file.leaves) {
    const parent = JSON.stringify([leaf.document, ...leaf.place.slice(0, leaf.path.length === 0 ? 0 : -1)])
    const siblings = maps.get(parent)
    if (siblings === undefined) maps.set(parent, [leaf])
    else siblings.push(leaf)
  }
  return maps.values()
}

type Known = (leaf: Leaf) => ValueFacts | undefined

/** One map of the file, and what its leaves say of each other. */
class MapOfLeaves {
  readonly #file: SopsFile
  readonly #known: Known
  readonly #whole: CredentialLeaf['kind'] | undefined
  readonly #claims: MapClaims
  readonly #found = new Map<Leaf, CredentialLeaf['kind']>()
  readonly #ids: Leaf[] = []
  readonly #secrets: Leaf[] = []
  readonly #tokens: Leaf[] = []
  readonly #visible: { readonly leaf: Leaf; readonly old: boolean }[] = []
  readonly #temporary: Leaf[] = []

  constructor(
    leaves: readonly Leaf[],
    file: SopsFile,
    text: string,
    whole: CredentialLeaf['kind'] | undefined,
    known: Known,
  ) {
    this.#file = file
    this.#known = known
    this.#whole = whole
    this.#claims = new MapClaims(file, text)
    for (const leaf of leaves) if (!this.#claims.add(leaf) || isHint(leaf)) this.#sort(leaf)
  }

  #sort(leaf: Leaf): void {
    const kind = this.#kindOf(leaf)
    if (kind !== undefined) {
      this.#found.set(leaf, kind)
      const half = keyPairHalf(leaf.path)
      if (half === 'id') this.#ids.push(leaf)
      else if (half === 'secret') this.#secrets.push(leaf)
      else if (namesSessionToken(leaf.path, true)) this.#tokens.push(leaf)
    } else if (leaf.encrypted === undefined && leaf.alias === undefined && typeof leaf.value === 'string') {
      const generation = keyIdGeneration(leaf.value)
      if (generation !== undefined) this.#visible.push({ leaf, old: generation === 'old' })
    }
    if (this.#known(leaf)?.temporary || isTemporaryHint(leaf)) this.#temporary.push(leaf)
  }

  #kindOf(leaf: Leaf): CredentialLeaf['kind'] | undefined {
    const facts = this.#known(leaf)
    if (leaf.encrypted === undefined) return facts?.own !== undefined || facts?.temporary ? facts.is : undefined
    if (leaf.encrypted.type === 'comment') return undefined
    if (facts !== undefined) return facts.is
    if (namesCredential(leaf.path)) return 'credential'
    return namesCertificate(leaf.path) ? 'certificate' : this.#whole
  }

  credentials(): CredentialLeaf[] {
    const pair = this.#pair()
    const old = this.#old(pair)
    const temporary = new Set([...this.#temporary, ...this.#temporaryPair(pair)])
    for (const leaf of old) if (!this.#found.has(leaf)) this.#found.set(leaf, 'credential')
    return [...this.#found].map(([leaf, kind]) => {
      const facts = this.#known(leaf)
      const keyId = pair.includes(leaf) ? this.#keyIdOf(pair) : facts?.keyId
      return {
        leaf,
        kind,
        oldKeyId: old.has(leaf),
        temporary: temporary.has(leaf) || namesSessionToken(leaf.path),
        claims: this.#claimsOf(leaf, pair),
        wholeFile: this.#file.store === 'binary',
        ...(facts && { facts }),
        ...(keyId && { keyId }),
      }
    })
  }

  /** The halves of the one pair that is in the map, as far as their names tell. */
  #pair(): readonly Leaf[] {
    const [id, ...otherIds] = this.#ids.length > 0 ? this.#ids : this.#visible.map(({ leaf }) => leaf).filter(namesId)
    if (otherIds.length > 0) return []
    const secrets = id === undefined ? this.#secrets : this.#secrets.filter((leaf) => arePair(id.path, leaf.path))
    return secrets.length > 1 ? [] : [...this.#ids, ...secrets]
  }

  /** A readable id, or a hint at one, that is the id of the pair. */
  #isIdOf(pair: readonly Leaf[], leaf: Leaf): boolean {
    if (namesId(leaf)) return this.#ids.length === 0 && pair.every((half) => arePair(leaf.path, half.path))
    return pair.every(({ path }) => hintsAt(leaf.path, path) || this.#claims.isHintAt(leaf, path.at(-1) ?? ''))
  }

  /** The encrypted halves beside an old key id; the ids themselves where it stays open which belong together. */
  #old(pair: readonly Leaf[]): ReadonlySet<Leaf> {
    const known = [...this.#ids, ...this.#found.keys()].filter((leaf) => this.#known(leaf)?.keyId?.old)
    const old = this.#visible.filter((one) => one.old).map(({ leaf }) => leaf)
    const isOnePair = pair.length > 0 && this.#idOf(pair)?.old === true
    const opened = known.some((leaf) => pair.includes(leaf)) ? pair : known
    return new Set([...(isOnePair ? pair : old), ...opened])
  }

  /** Beside a temporary id or the session token that only temporary keys have. */
  #temporaryPair(pair: readonly Leaf[]): readonly Leaf[] {
    const ids = this.#temporary.filter((leaf) =>
      leaf.encrypted === undefined ? this.#isIdOf(pair, leaf) : pair.includes(leaf),
    )
    const certain = ids.length === 1 || this.#tokens.length === 1
    return certain && pair.length > 0 ? [...pair, ...this.#tokens] : []
  }

  #idOf(pair: readonly Leaf[]): { readonly leaf: Leaf; readonly old: boolean } | undefined {
    const [visible, ...others] = this.#visible
    return visible && others.length === 0 && this.#isIdOf(pair, visible.leaf) ? visible : undefined
  }

  #keyIdOf(pair: readonly Leaf[]): ValueFacts['keyId'] {
    const visible = this.#idOf(pair)
    const [own] = pair.flatMap((leaf) => this.#known(leaf)?.keyId ?? [])
    return own ?? (visible && this.#known(visible.leaf)?.keyId)
  }

  #claimsOf(leaf: Leaf, pair: readonly Leaf[]): Claims {
    const comment = commentNote(this.#file, leaf)
    if (this.#claims.empty && comment === undefined) return noClaims
    const keys = (pair.includes(leaf) ? pair : [leaf]).map(({ path }) => path.at(-1) ?? '')
    const claims = this.#claims.of(keys)
    return comment === undefined || claims.created !== undefined
      ? claims
      : { ...claims, notes: [...claims.notes, comment] }
  }
}

const namesId = ({ path }: Leaf): boolean => keyPairHalf(path) === 'id'

/** A hint may show the fifth character of an id, and with it the generation. */
const isHint = (leaf: Leaf): boolean =>
  leaf.encrypted === undefined &&
  typeof leaf.value === 'string' &&
  (keyIdGeneration(leaf.value) !== undefined || isTemporaryHint(leaf))

/** `ASIA…7QZA`. */
const isTemporaryHint = ({ encrypted, alias, value }: Leaf): boolean =>
  encrypted === undefined && alias === undefined && /^ASIA[A-Z2-7]*(?:…|\.{2,}|\*+)[A-Z2-7]{0,16}$/.test(String(value))

const byContainer = new WeakMap<SopsFile, ReadonlyMap<string, string>>()

const keyOf = (path: readonly string[]): string => JSON.stringify(path)

/** What is wrong with the plain comments of the map that holds a leaf. */
const commentNote = (file: SopsFile, leaf: Leaf): string | undefined => {
  if (file.comments.length === 0) return undefined
  const known = byContainer.get(file) ?? commentNotes(file)
  byContainer.set(file, known)
  return known.get(keyOf(leaf.path.slice(0, -1)))
}

const commentNotes = (file: SopsFile): ReadonlyMap<string, string> =>
  new Map(
    file.comments.flatMap((comment) => {
      const note = commentedDate(comment)
      return note === undefined ? [] : [[keyOf(comment.path), note] as const]
    }),
  )
