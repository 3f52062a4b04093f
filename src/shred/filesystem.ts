import type { Extent } from './extents.ts'
import { obstacleIn } from './extents.ts'
import { btrfs, copyOnWrite, ext, kinds, ntfs, tmpfs, xfs } from './filesystem-kinds.ts'

/** What is known of the file system of one file. */
export interface FilesystemFacts {
  /** `statfs` type; some systems return it sign-extended. */
  readonly type: bigint
  /** As the mount table calls it. */
  readonly mountedAs?: string
  /** Every option in force, from the mount table and, for ext, /proc/fs; undefined where that could not be read. */
  readonly options?: readonly string[]
  /** The contents stand in the inode, not in blocks of their own. */
  readonly inline: boolean
  /** Where its blocks lie; undefined where that could not be read. */
  readonly extents?: readonly Extent[]
  /** The letters of `lsattr`; undefined where they could not be read. */
  readonly attributes?: string
  /** Swap that may take pages of a tmpfs, in words; undefined where there is none. */
  readonly swap?: string
}

export interface Filesystem {
  /** For people: `ext4, data=ordered`. */
  readonly name: string
  readonly overwrites: boolean
  readonly note?: string
  /** Where the blocks lay before the overwriting. */
  readonly extents?: readonly Extent[]
}

type Judge = (name: string, facts: FilesystemFacts) => Filesystem

const ineffective = (name: string, why: string): Filesystem => ({ name, overwrites: false, note: `${name} ${why}` })

const inPlace = (name: string, { extents }: FilesystemFacts, note?: string): Filesystem => ({
  name,
  overwrites: true,
  ...(note === undefined ? {} : { note: `${name} ${note}` }),
  ...(extents === undefined ? {} : { extents }),
})

const couldNotRead = 'could not be read'

const inInode = 'holds so small a file inside its inode, and inodes go through the journal, which keeps a copy'
const inJournal = 'writes file contents to the journal too, which keeps a copy'

/** With delayed allocation `chattr +j` has no effect (ext4_inode_journal_mode). */
const journaledAlone = ({ options, attributes }: FilesystemFacts): string | undefined => {
  if (options?.includes('delalloc')) return undefined
  if (attributes === undefined)
    return `may write the contents of this file to the journal too: its attributes ${couldNotRead}`
  return attributes.includes('j') ? inJournal : undefined
}

const extJudge: Judge = (type, facts) => {
  const mode = facts.options?.find((option) => option.startsWith('data='))
  const name = mode === undefined ? type : `${type}, ${mode}`
  if (mode === 'data=journal') return ineffective(name, inJournal)
  const obstacle = facts.extents === undefined ? undefined : obstacleIn(facts.extents)
  if (facts.inline) return ineffective(name, inInode)
  if (obstacle !== undefined) return ineffective(name, obstacle)
  if (facts.options === undefined) {
    // The driver of ext2 alone tells none and knows no journal.
    if (type === 'ext2') return inPlace(name, facts)
    return ineffective(name, `may write file contents to its journal too: its options ${couldNotRead}`)
  }
  const alone = mode === undefined ? undefined : journaledAlone(facts)
  return alone === undefined ? inPlace(name, facts) : ineffective(name, alone)
}

const unknownSharing = `may share blocks of this file with a copy or a snapshot, which keeps the contents; that ${couldNotRead} (filefrag tells it)`

const xfsJudge: Judge = (name, facts) => {
  if (facts.extents === undefined) return ineffective(name, unknownSharing)
  // A zoned device is never written over.
  const zoned = facts.options?.find((option) => /^(rtdev|max_open_zones)=/.test(option))
  if (zoned !== undefined) return ineffective(name, `with ${zoned.split('=')[0]} may write changed data to new blocks`)
  const obstacle = obstacleIn(facts.extents)
  return obstacle === undefined ? inPlace(name, facts) : ineffective(name, obstacle)
}

const btrfsJudge: Judge = (name, facts) => {
  if (facts.attributes === undefined) return ineffective(name, copyOnWrite)
  if (!facts.attributes.includes('C')) return ineffective(name, copyOnWrite)
  const nodatacow = `${name}, nodatacow`
  if (facts.extents === undefined) return ineffective(nodatacow, unknownSharing)
  const obstacle = obstacleIn(facts.extents)
  if (obstacle !== undefined) return ineffective(nodatacow, obstacle)
  return inPlace(nodatacow, facts, 'keeps older states of the file in snapshots, where any were made')
}

const tmpfsJudge: Judge = (name, facts) => {
  const stays = facts.options?.includes('noswap')
  const swap = stays ? 'noswap' : facts.swap
  return inPlace(name, facts, swap === undefined ? 'is held in memory' : `is held in memory; ${swap}`)
}

const ntfsJudge: Judge = (name, facts) => {
  if (facts.inline) return ineffective(name, 'holds so small a file in its file table, which is journaled')
  return inPlace(name, facts, kinds.get(ntfs)?.note)
}

const judges: ReadonlyMap<bigint, Judge> = new Map([
  [ext, extJudge],
  [xfs, xfsJudge],
  [btrfs, btrfsJudge],
  [tmpfs, tmpfsJudge],
  [ntfs, ntfsJudge],
])

/** Whether overwriting is effective there, in honest words; what is not known is never said to overwrite. */
export const judgeFilesystem = (facts: FilesystemFacts): Filesystem => {
  const type = BigInt.asUintN(32, facts.type)
  const kind = kinds.get(type)
  const name = facts.mountedAs ?? kind?.name ?? `file system type 0x${type.toString(16)}`
  const judge = judges.get(type)
  if (judge !== undefined) return judge(name, facts)
  if (kind === undefined) return ineffective(name, 'is not known to overwrite in place')
  return kind.overwrites ? inPlace(name, facts, kind.note) : ineffective(name, kind.note ?? '')
}
