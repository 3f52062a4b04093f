import { type GitPlace, git } from './run.ts'

/** What still leads to an object that no branch, tag or index leads to. */
export type Reach = 'unreachable' | 'reflog' | 'stash' | 'orig-head' | 'textconv'

/** Blobs to which no ref and no index leads, and whether the store lacks or has lost something, so that there may be more. */
export interface Unreachable {
  readonly blobs: readonly string[]
  readonly damaged: boolean
}

/** Parses `git fsck --unreachable`: `unreachable <type> SP <oid>`, `missing <type> SP <oid>`, `broken link from` … */
export const parseUnreachable = (output: string): Unreachable => ({
  blobs: [...output.matchAll(/^unreachable blob ([0-9a-f]+)$/gm)].map(([, oid = '']) => oid),
  damaged: /^(?:missing|broken|error)\b/m.test(output),
})

// `--lost-found` would write what it finds into .git, in plaintext.
const fsck = ['fsck', '--unreachable', '--no-reflogs', '--connectivity-only', '--no-progress', '--no-dangling']

// One bit for each kind of damage: what is unreachable is listed all the same.
const answers = Array.from({ length: 32 }, (_, code) => code)

/** What is only in a reflog is among them. Writes nothing. */
export const unreachableBlobs = async (place: GitPlace): Promise<Unreachable> =>
  parseUnreachable((await git(place, fsck, '', answers)).toString('latin1'))

const oids = (output: Buffer): string[] => output.toString('latin1').split('\n').filter(Boolean)

const objects = ['rev-list', '--objects', '--no-object-names']

// Nothing that these lead to is special.
const wanted = ['--not', '--exclude=refs/stash', '--exclude=refs/notes/textconv/*', '--all']

const reachedFrom = async (place: GitPlace, starts: readonly string[]): Promise<string[]> =>
  starts.length === 0 ? [] : oids(await git(place, [...objects, ...starts, ...wanted]))

/** Every entry of the stash: all but the newest stand in its reflog alone. */
const stashEntries = async (place: GitPlace): Promise<string[]> => {
  const newest = await git(place, ['rev-parse', '--verify', '--quiet', 'refs/stash'], '', [0, 1]) // 1: there is none
  return newest.length === 0 ? [] : oids(await git(place, ['log', '--walk-reflogs', '--format=%H', 'refs/stash', '--']))
}

const origHead = async (place: GitPlace): Promise<string[]> =>
  oids(await git(place, ['rev-parse', '--verify', '--quiet', 'ORIG_HEAD'], '', [0, 1]))

/** Objects that the stash or a cache of textconv leads to and nothing else: refs of their own kind. */
export const asideObjects = async (place: GitPlace): Promise<ReadonlyMap<string, Reach>> => {
  const [stash, textconv] = await Promise.all([
    stashEntries(place).then((entries) => reachedFrom(place, entries)),
    reachedFrom(place, ['--glob=refs/notes/textconv/*']),
  ])
  return new Map([...stash.map((oid) => [oid, 'stash'] as const), ...textconv.map((oid) => [oid, 'textconv'] as const)])
}

/** Tells of each of these blobs, which are unreachable, whether a reflog or ORIG_HEAD still leads to it. */
export const reachOfUnreachable = async (
  place: GitPlace,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, Reach>> => {
  if (blobs.length === 0) return new Map()
  const [orig, reflog] = await Promise.all([
    origHead(place).then((starts) => reachedFrom(place, starts)),
    reachedFrom(place, ['--reflog']),
  ])
  const [inOrig, inReflog] = [new Set(orig), new Set(reflog)]
  return new Map(
    blobs.map((oid) => [oid, inOrig.has(oid) ? 'orig-head' : inReflog.has(oid) ? 'reflog' : 'unreachable']),
  )
}
