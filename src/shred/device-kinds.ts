/** Why what is written to a kind of device may not reach the old data. Continues "the device …". */
interface Obstacle {
  /** The start of its name, such as `nbd0`. */
  readonly name?: RegExp
  /** What device mapper calls it, such as `LVM-…-tpool`. */
  readonly uuid?: RegExp
  readonly why: string
}

const obstacles: readonly Obstacle[] = [
  { name: /^(nbd|rbd|drbd)\d/, why: 'belongs to another machine, which decides what is overwritten' },
  { name: /^ublkb\d/, why: 'belongs to another program, which decides what is overwritten' },
  { name: /^zd\d/, why: 'is a volume of zfs, which writes changed data to new blocks' },
  { name: /^bcache\d/, why: 'has a cache, which may take changed data alone' },
  // A block translation table, see nvdimm/btt in the kernel's documentation.
  { name: /^pmem[\d.]+s/, why: 'writes changed data to another place' },
  { uuid: /^LVM-.*-real$/, why: 'has a snapshot, to which the old data is copied before it is overwritten' },
  {
    uuid: /^LVM-.*-(tpool|tdata|cow)$/,
    why: 'is thinly provisioned and may have snapshots, which keep the old data',
  },
  { uuid: /^(VDO-|LVM-.*-v(pool|data)$)/, why: 'stores blocks compressed and in other places' },
  { uuid: /^CRYPT-INTEGRITY-/, why: 'writes changed data to a journal too, which keeps a copy' },
]

/** Mappings without a name of these kinds may be anything, such as a snapshot that `dmsetup` made. */
const knownMapping = /^(LVM|CRYPT|mpath|DMRAID|VDO|part\d+)-/

/** Why what is written to a device of this name and this device mapper's name may not reach the old data. */
export const obstacleOfKind = (name: string, uuid: string): string | undefined => {
  const found = obstacles.find((obstacle) => obstacle.name?.test(name) || obstacle.uuid?.test(uuid))
  if (found !== undefined) return found.why
  return /^dm-\d/.test(name) && !knownMapping.test(uuid)
    ? 'is a mapping of which the system does not tell where data goes'
    : undefined
}

/** Whether everything on a mapping is encrypted by itself. */
export const encrypts = (uuid: string): boolean => /^CRYPT-(?!INTEGRITY-|VERITY-)/.test(uuid)
