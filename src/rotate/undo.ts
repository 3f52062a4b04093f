import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { reasonOf } from '../model/errors.ts'
import type { Cloud } from './cloud.ts'
import type { Journal, Journals } from './journal.ts'
import type { Patience } from './patience.ts'
import { digestOf, removeCopy } from './private-copy.ts'
import { type TakenBack, takeBack } from './take-back.ts'

/** How a rotation that did not end well now stands. */
export type Undone =
  /** As before; `id` is the key that was deleted. */
  | { readonly is: 'old'; readonly id?: string }
  /** The file holds the new pair, which was verified: the rotation is done after all. */
  | { readonly is: 'new'; readonly id?: string }
  /** The journal stays. Each reason is a sentence. */
  | { readonly is: 'left'; readonly reasons: readonly string[]; readonly id?: string }

export interface UndoBench {
  /** Absolute path of the working tree. */
  readonly root: string
  readonly cloud: Cloud
  readonly journals: Journals
  readonly patience: Patience
  /** The key id that the file holds, where somebody can read it. */
  readonly heldId?: string
}

/** Undoes what a journal says, or finds it done. Can be called again, and by several one after the other. */
export const undo = async (journal: Journal, bench: UndoBench): Promise<Undone> => {
  const id = journal.newKey === undefined ? {} : { id: journal.newKey }
  const stands = await fileStands(journal, bench)
  const reasons = stands === 'open' ? [changed(journal)] : []
  const clean = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error) => reasons.push(`what was left on the disk could not be removed: ${reasonOf(error)}`))
  }
  await clean(() => removeCopy(join(bench.root, dirname(journal.file)), journal.copy))
  const taken: TakenBack | undefined =
    stands === 'old' ? await takeBack(journal, bench.cloud, bench.patience, bench.heldId) : undefined
  if (taken?.is === 'left') reasons.push(taken.reason)
  if (reasons.length === 0) await clean(() => bench.journals.end(journal.file))
  if (reasons.length > 0) return { is: 'left', reasons, ...id, ...idOf(taken) }
  return stands === 'new' ? { is: 'new', ...id } : { is: 'old', ...idOf(taken) }
}

const idOf = (taken: TakenBack | undefined) => (taken?.id === undefined ? {} : { id: taken.id })

const changed = ({ file }: Journal): string =>
  `${file} was changed by somebody else in the same moment, so which key it holds is open`

/** Whether the file holds the new pair. Before the copy was verified it cannot. */
const fileStands = async (
  { file, oldDigest, newDigest, newKey }: Journal,
  { root, heldId }: UndoBench,
): Promise<'old' | 'new' | 'open'> => {
  if (heldId !== undefined && newKey !== undefined) return heldId === newKey ? 'new' : 'old'
  if (newDigest === undefined) return 'old'
  const content = await readFile(join(root, dirname(file), basename(file))).catch(() => undefined)
  const digest = content === undefined ? undefined : digestOf(content)
  if (digest === newDigest) return 'new'
  return digest === oldDigest ? 'old' : 'open'
}
