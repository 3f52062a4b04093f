/** Who beside the owner can read a file. */
export type Readers = 'group' | 'everyone'

/** Who beside the owner can pass through a folder and all folders above it. */
export interface Reach {
  readonly group: boolean
  readonly everyone: boolean
}

export const open: Reach = { group: true, everyone: true }

/** What remains of `reach` behind a folder with these mode bits. */
export const through = (reach: Reach, mode: number): Reach => ({
  group: reach.group && (mode & 0o011) !== 0,
  everyone: reach.everyone && (mode & 0o001) !== 0,
})

export const readersOf = (mode: number, reach: Reach): Readers | undefined => {
  if (reach.everyone && (mode & 0o004) !== 0) return 'everyone'
  return reach.group && (mode & 0o044) !== 0 ? 'group' : undefined
}
