import type { TextRange } from '../../formats/tree.ts'
import type { Severity } from '../../model/rule.ts'
import type { Leaf } from '../../sops/document.ts'
import { macScope, macTime } from '../../sops/mac-scope.ts'
import { rangeOfField, type Selectors } from '../../sops/metadata.ts'
import { isPlain } from '../../sops/plaintext.ts'
import { nameOf } from '../sops/leaf-hit.ts'
import { type Damage, damageIn, placeOf } from './damage.ts'
import { differenceBetween } from './differences.ts'
import { movedLeaves } from './moved.ts'
import type { Opened } from './opened.ts'

/** One reason why a file does not verify, or does so by luck. */
export interface Proof {
  readonly words: string
  readonly leaf?: Leaf
  readonly range?: TextRange
  readonly severity?: Severity
  /** SOPS cannot open the file, not even without regard to its mac. */
  readonly closed?: true
}

/** What another version with the same `mac` proves about a file. */
export interface Comparison {
  readonly broken: readonly Proof[]
  readonly damaged: readonly Damage[]
}

export const nothing: Comparison = { broken: [], damaged: [] }

/** Compares with what SOPS wrote under the same `mac` (sops.md, 3.4). */
export const compared = async (now: Opened, written: Opened): Promise<Comparison> => {
  if (now.text === written.text) return nothing
  const damaged = damageIn(now, written)
  const told = [...damaged, ...retypedIn(now, written)]
  const broken = [...macProof(now, written), ...timeProof(now, written), ...selectorProof(now, written)]
  if (await scopeDiffers(now, written, told)) {
    const { words, leaf } = differenceBetween(now, written, new Set(told.map(({ leaf: altered }) => altered)))
    broken.push({
      words: `${words} and its mac was not`,
      ...(leaf === undefined ? {} : { leaf }),
      ...(isClosed(leaf) ? { closed: true } : {}),
    })
  } else broken.push(...moveProof(now, written))
  return { broken, damaged }
}

/** Plain values in place of ciphertext, each of which is a finding by itself; a weak one where comments select. */
const retypedIn = (now: Opened, written: Opened): readonly Damage[] => {
  if (now.file.policy.byComment || !now.file.leaves.some(isPlain)) return []
  const sealed = new Map(
    written.file.leaves.flatMap((leaf) =>
      leaf.encrypted === undefined ? [] : [[placeOf(leaf), String(leaf.value)] as const],
    ),
  )
  return now.file.leaves.filter(isPlain).flatMap((leaf) => {
    const text = sealed.get(placeOf(leaf))
    return text === undefined ? [] : [{ leaf, written: text }]
  })
}

/** A plain value in place of ciphertext stops SOPS. */
const isClosed = (leaf: Leaf | undefined): boolean => leaf !== undefined && isPlain(leaf)

const moveProof = (now: Opened, written: Opened): readonly Proof[] => {
  const [leaf, ...others] = movedLeaves(now, written)
  if (leaf === undefined) return []
  const more = others.length === 0 ? '' : ` and ${others.length} more values`
  return [
    { words: `${nameOf(leaf)}${more} stood under another key, where alone SOPS can decrypt it`, leaf, closed: true },
  ]
}

const field = (now: Opened, name: string): { range?: TextRange } => {
  const range = rangeOfField(now.file.metadata, name)
  return range === undefined ? {} : { range }
}

const macProof = (now: Opened, written: Opened): readonly Proof[] =>
  now.mac === written.mac ? [] : [{ words: 'its mac is damaged', ...field(now, 'mac') }]

const timeProof = (now: Opened, written: Opened): readonly Proof[] =>
  macTime(now.file.metadata.lastmodified ?? '') === macTime(written.file.metadata.lastmodified ?? '')
    ? []
    : [{ words: 'lastmodified was changed, with which the mac is sealed', ...field(now, 'lastmodified') }]

/** SOPS never changes these without a new mac. By hand they may be changed to what says the same about this file. */
const selectorProof = (now: Opened, written: Opened): readonly Proof[] => {
  const [own, other] = [now.file.metadata, written.file.metadata]
  if (own.macOnlyEncrypted !== other.macOnlyEncrypted)
    return [{ words: 'mac_only_encrypted was changed', ...field(now, 'mac_only_encrypted') }]
  if (keyOf(own.selectors) === keyOf(other.selectors)) return []
  const [name = 'unencrypted_suffix'] = [...own.selectors.keys(), ...other.selectors.keys()]
  if (choosesOthers(now, written))
    return [{ words: `${name} was changed and chooses other values`, ...field(now, name) }]
  const words = `${name} was changed by hand; its mac still verifies, because no value of the file is chosen otherwise`
  return [{ words, severity: 'low', ...field(now, name) }]
}

/** What SOPS assumes where a file names none. */
const byDefault: Selectors = new Map([['unencrypted_suffix', '_unencrypted']])

const keyOf = (selectors: Selectors): string => JSON.stringify([...(selectors.size === 0 ? byDefault : selectors)])

const choosesOthers = (now: Opened, written: Opened): boolean => {
  const chosen = new Map(written.file.leaves.map((leaf) => [placeOf(leaf), leaf.mustBeEncrypted]))
  return now.file.leaves.some(
    (leaf) => leaf.value !== null && leaf.value !== '' && chosen.get(placeOf(leaf)) === !leaf.mustBeEncrypted,
  )
}

/** Whether anything but what is told by itself sets the two apart. */
const scopeDiffers = async (now: Opened, written: Opened, told: readonly Damage[]): Promise<boolean> => {
  const mended = new Map(told.map(({ leaf, written: text }) => [leaf, text]))
  const macOnlyEncrypted = now.file.metadata.macOnlyEncrypted && written.file.metadata.macOnlyEncrypted
  const scope = ({ file, text }: Opened): Promise<string> =>
    macScope({ ...file, metadata: { ...file.metadata, macOnlyEncrypted } }, text, mended)
  return (await scope(now)) !== (await scope(written))
}
