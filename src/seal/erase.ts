import type { FileLayer } from '../shred/file-layer.ts'
import { afterOverwriting, filesystemOf, type Place } from '../shred/filesystem-of.ts'
import { causeOf } from '../shred/outcome.ts'
import { overwrite, planPasses, roundedUp } from '../shred/overwrite.ts'
import { blindProbe, type FileProbe } from '../shred/probe.ts'
import { type HeldFile, isUntouched } from './held-file.ts'
import { type Erased, Failed } from './outcome.ts'

export interface EraseOptions {
  readonly passes: number
  readonly zero: boolean
  readonly platform: NodeJS.Platform
  /** Tells of a file what Node cannot read; nothing is known without it. */
  readonly probe?: FileProbe
}

/** Overwrites a file that has no name any more, so that its plaintext does not stay in free blocks. */
export const erase = async (held: HeldFile, options: EraseOptions, layer: FileLayer): Promise<Erased> => {
  const { file, facts, directory } = held
  if (!(await isUntouched(held)))
    throw new Failed('is encrypted, but somebody wrote to the old file in the same moment; that change is not in it')
  const plan = facts.size === 0n ? [] : planPasses(options.passes, options.zero)
  const place: Place = {
    file,
    directory,
    name: undefined,
    platform: options.platform,
    probe: options.probe ?? blindProbe,
  }
  const before = await filesystemOf(place, layer)
  let filesystem = before
  try {
    for (const kind of plan) await overwrite(file, kind, roundedUp(facts.size, facts.blksize), () => {})
    filesystem = await afterOverwriting(before, place)
    await file.truncate(0)
    await file.sync()
  } catch (error) {
    throw new Failed(`is encrypted, but its old bytes could not be overwritten (${causeOf(error)})`)
  }
  return {
    passes: plan.length,
    filesystem: filesystem.name,
    effective: filesystem.overwrites,
    ...(filesystem.note === undefined ? {} : { note: filesystem.note }),
  }
}
