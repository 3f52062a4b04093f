import type { BigIntStats } from 'node:fs'
import { type Directory, openDirectory } from './directory.ts'
import { type FileLayer, type FilePath, nodeFileLayer, type OpenFile } from './file-layer.ts'
import type { Filesystem } from './filesystem.ts'
import { afterOverwriting, filesystemOf, type Place } from './filesystem-of.ts'
import { guardTracked } from './guard-tracked.ts'
import { guardFile, guardListed, guardStored } from './guards.ts'
import { openTarget } from './open-target.ts'
import type { Progress, ShredOptions } from './options.ts'
import { causeOf, Failure, Refusal, type ShredOutcome } from './outcome.ts'
import { overwrite } from './overwrite.ts'
import { type Plan, planOf } from './plan.ts'
import { blindProbe } from './probe.ts'
import { type Opened, removeOverwritten } from './remove-overwritten.ts'
import { shownPath, splitTarget } from './target-path.ts'

/** How far the work on one target came; what is reported when it stops. */
interface Course {
  readonly path: string
  passes: number
  bytes: number
  filesystem: string
}

const overwriteFirst = async (file: OpenFile, { passes, exactBytes }: Plan, check: () => void): Promise<void> => {
  if (exactBytes === 0) return
  for (const kind of passes) await overwrite(file, kind, exactBytes, check)
}

const overwriteFully = async (
  file: OpenFile,
  { passes, bytes: total }: Plan,
  course: Course,
  onStep: (step: Progress) => void,
): Promise<void> => {
  for (const [index, kind] of passes.entries()) {
    const step = { path: course.path, pass: index + 1, passes: passes.length, kind, total }
    await overwrite(file, kind, total, (bytes) => onStep({ ...step, bytes }))
    course.passes += 1
  }
}

const guardNotStopped = ({ stop }: ShredOptions): void => {
  if (stop?.aborted) throw new Error('the work was interrupted twice')
}

const overwriteOrKeep = async (
  file: OpenFile,
  plan: Plan,
  course: Course,
  options: ShredOptions,
): Promise<BigIntStats> => {
  const check = () => guardNotStopped(options)
  try {
    await overwriteFirst(file, plan, check)
    await overwriteFully(file, plan, course, (step) => {
      check()
      options.onProgress?.(step)
    })
    return await file.stat()
  } catch (error) {
    const done = `${course.passes} of ${plan.passes.length} passes were complete`
    throw new Failure(`was kept under its name, because overwriting it failed (${causeOf(error)}); ${done}`, {
      cause: error,
    })
  }
}

/** Nothing is removed that can still be read: `--size` may ask for less than the file has, or somebody may add to it. */
const guardCovered = (size: bigint, { bytes }: Plan, { dryRun, size: asked }: ShredOptions): void => {
  const rest = size - BigInt(bytes)
  if (rest <= 0n) return
  const why =
    asked === undefined
      ? `somebody wrote to it meanwhile: its last ${rest} of ${size} bytes were not overwritten`
      : `--size leaves the last ${rest} of its ${size} bytes as they are`
  throw new Failure(`${dryRun ? 'would be' : 'was'} kept under its name, because ${why}`)
}

const outcomeOf = (course: Course, { exactBytes }: Plan, filesystem: Filesystem): ShredOutcome => ({
  ...course,
  ...(exactBytes === 0 ? {} : { exactBytes }),
  status: filesystem.overwrites ? 'shredded' : 'removed-not-sanitized',
  ...(filesystem.note === undefined ? {} : { reason: filesystem.note }),
})

const shredOpened = async (opened: Opened, course: Course, options: ShredOptions, layer: FileLayer) => {
  const place: Place = { ...opened, platform: options.platform, probe: options.probe ?? blindProbe }
  const before = await filesystemOf(place, layer)
  const plan = planOf(opened.facts, options, before)
  course.filesystem = before.name
  course.bytes = plan.bytes
  if (options.dryRun) {
    guardCovered(opened.facts.size, plan, options)
    course.passes = plan.passes.length
    return outcomeOf(course, plan, before)
  }
  guardCovered((await overwriteOrKeep(opened.file, plan, course, options)).size, plan, options)
  const filesystem = await afterOverwriting(before, place)
  options.onRemoval?.(course.path, 'removing')
  await removeOverwritten(opened, filesystem, layer)
  options.onRemoval?.(course.path, 'removed')
  return outcomeOf(course, plan, filesystem)
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
  guardListed(before, options.listed)
  guardFile(before, options)
  if (directory.pinned) guardStored(await layer.statfsType(directory.at(name)))
  await guardTracked(Buffer.concat([directory.path, Buffer.from('/'), name]), options)
  const file = await openTarget(directory, name, before, options, layer)
  try {
    return await shredOpened({ directory, name, file, facts: await file.stat() }, course, options, layer)
  } finally {
    await closeQuietly(file)
  }
}

/** What a plain cause does not tell; root, too, is not permitted to write to a file with such an attribute. */
const hintOn = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'EPERM'
    ? '; perhaps it is immutable or append-only, which `lsattr` tells'
    : ''

const reported = async (path: string, work: (course: Course) => Promise<ShredOutcome>): Promise<ShredOutcome> => {
  const course: Course = { path, passes: 0, bytes: 0, filesystem: 'unknown' }
  try {
    return await work(course)
  } catch (error) {
    if (error instanceof Refusal) return { ...course, status: 'refused', reason: error.message }
    if (error instanceof Failure) return { ...course, status: 'failed', reason: error.message }
    return { ...course, status: 'failed', reason: `could not be shredded: ${causeOf(error)}${hintOn(error)}` }
  }
}

/** {@link shredFile} for a file of an open folder; `path` is what it is called in the report. */
export const shredEntry = (
  directory: Directory,
  name: Buffer,
  path: string,
  options: ShredOptions,
  layer: FileLayer,
): Promise<ShredOutcome> => reported(path, (course) => shredIn(directory, name, course, options, layer))

/** Overwrites one file in place and removes it. Never throws on account of the target: what went wrong is the outcome. */
export const shredFile = async (
  target: FilePath,
  options: ShredOptions,
  layer: FileLayer = nodeFileLayer,
): Promise<ShredOutcome> =>
  reported(shownPath(target), async (course) => {
    const { folder, name } = splitTarget(target, options.cwd, options.platform)
    const directory = await openDirectory(folder, options, layer)
    try {
      return await shredIn(directory, name, course, options, layer)
    } finally {
      await closeQuietly(directory)
    }
  })
