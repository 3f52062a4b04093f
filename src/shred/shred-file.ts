import type { BigIntStats } from 'node:fs'
import { type Directory, openDirectory } from './directory.ts'
import { type FileLayer, type FilePath, nodeFileLayer, type OpenFile } from './file-layer.ts'
import type { Filesystem } from './filesystem.ts'
import { afterOverwriting, filesystemOf, type Place } from './filesystem-of.ts'
import { guardTracked } from './guard-tracked.ts'
import { guardFile } from './guards.ts'
import { openTarget } from './open-target.ts'
import type { PassKind, ShredOptions } from './options.ts'
import { causeOf, Failure, Refusal, type ShredOutcome } from './outcome.ts'
import { overwrite, planPasses, roundedUp } from './overwrite.ts'
import { blindProbe } from './probe.ts'
import { removeFile } from './remove.ts'
import { shownPath, splitTarget } from './target-path.ts'

/** How far the work on one target came; what is reported when it stops. */
interface Course {
  readonly path: string
  passes: number
  bytes: number
  filesystem: string
}

interface Opened {
  readonly directory: Directory
  readonly name: Buffer
  readonly file: OpenFile
  readonly facts: BigIntStats
}

const planOf = ({ bytes }: Course, { passes, zero }: ShredOptions): readonly PassKind[] =>
  bytes === 0 ? [] : planPasses(passes, zero)

const overwriteFully = async (file: OpenFile, course: Course, options: ShredOptions): Promise<void> => {
  const plan = planOf(course, options)
  for (const [index, kind] of plan.entries()) {
    const step = { path: course.path, pass: index + 1, passes: plan.length, kind, total: course.bytes }
    await overwrite(file, kind, course.bytes, (bytes) => {
      if (options.stop?.aborted) throw new Error('the work was interrupted twice')
      options.onProgress?.({ ...step, bytes })
    })
    course.passes += 1
  }
}

const overwriteOrKeep = async (file: OpenFile, course: Course, options: ShredOptions): Promise<void> => {
  try {
    await overwriteFully(file, course, options)
  } catch (error) {
    const done = `${course.passes} of ${planOf(course, options).length} passes were complete`
    throw new Failure(`was kept under its name, because overwriting it failed (${causeOf(error)}); ${done}`, {
      cause: error,
    })
  }
}

const removeOrTell = async ({ directory, name, file, facts }: Opened, layer: FileLayer): Promise<void> => {
  try {
    await removeFile(directory, name, file, facts, layer)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(`was overwritten, but could not be removed: ${causeOf(error)}`, { cause: error })
  }
}

const namesOf = async (file: OpenFile): Promise<bigint> => {
  try {
    return (await file.stat()).nlink
  } catch (error) {
    throw new Failure(
      `was overwritten and removed, but whether somebody gave it another name could not be read: ${causeOf(error)}`,
      { cause: error },
    )
  }
}

const guardGone = async (file: OpenFile, filesystem: Filesystem): Promise<void> => {
  // Network and user-space file systems keep a removed file under a hidden name until it is closed.
  if (!filesystem.overwrites) return
  if ((await namesOf(file)) === 0n) return
  throw new Failure(
    'was overwritten and removed, but somebody gave it another name meanwhile; that name now leads to an empty file',
  )
}

const outcomeOf = (course: Course, filesystem: Filesystem): ShredOutcome => ({
  ...course,
  status: filesystem.overwrites ? 'shredded' : 'removed-not-sanitized',
  ...(filesystem.note === undefined ? {} : { reason: filesystem.note }),
})

const shredOpened = async (opened: Opened, course: Course, options: ShredOptions, layer: FileLayer) => {
  const place: Place = { ...opened, platform: options.platform, probe: options.probe ?? blindProbe }
  const before = await filesystemOf(place, layer)
  course.filesystem = before.name
  course.bytes = roundedUp(opened.facts.size, opened.facts.blksize)
  if (options.dryRun) {
    course.passes = planOf(course, options).length
    return outcomeOf(course, before)
  }
  await overwriteOrKeep(opened.file, course, options)
  const filesystem = await afterOverwriting(before, place)
  await removeOrTell(opened, layer)
  await guardGone(opened.file, filesystem)
  return outcomeOf(course, filesystem)
}

/** Everything was synced before, so that a failing close says nothing of the file and must not hide what does. */
const closeQuietly = async (held: { close(): Promise<void> }): Promise<void> => {
  try {
    await held.close()
  } catch {
    // Nothing to say, as above.
  }
}

const shredIn = async (directory: Directory, name: Buffer, course: Course, options: ShredOptions, layer: FileLayer) => {
  const before = await layer.lstat(directory.at(name))
  guardFile(before, options)
  await guardTracked(Buffer.concat([directory.path, Buffer.from('/'), name]), options)
  const file = await openTarget(directory, name, before, options, layer)
  try {
    return await shredOpened({ directory, name, file, facts: await file.stat() }, course, options, layer)
  } finally {
    await closeQuietly(file)
  }
}

const shredTarget = async (target: FilePath, course: Course, options: ShredOptions, layer: FileLayer) => {
  const { folder, name } = splitTarget(target, options.cwd, options.platform)
  const directory = await openDirectory(folder, options, layer)
  try {
    return await shredIn(directory, name, course, options, layer)
  } finally {
    await closeQuietly(directory)
  }
}

/** Overwrites one file in place and removes it. Never throws on account of the target: what went wrong is the outcome. */
export const shredFile = async (
  target: FilePath,
  options: ShredOptions,
  layer: FileLayer = nodeFileLayer,
): Promise<ShredOutcome> => {
  const course: Course = { path: shownPath(target), passes: 0, bytes: 0, filesystem: 'unknown' }
  try {
    return await shredTarget(target, course, options, layer)
  } catch (error) {
    if (error instanceof Refusal) return { ...course, status: 'refused', reason: error.message }
    if (error instanceof Failure) return { ...course, status: 'failed', reason: error.message }
    return { ...course, status: 'failed', reason: `could not be shredded: ${causeOf(error)}` }
  }
}
