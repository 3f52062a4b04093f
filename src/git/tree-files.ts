import type { ReadFailure } from '../model/unit.ts'
import { splitNul } from './raw-changes.ts'
import { endOfGit, type GitPlace, git, startGit } from './run.ts'

/** One path of the index or of a tree. */
export interface TreeFile {
  readonly path: Buffer
  readonly mode: string
  readonly oid: string
}

const tab = 0x09

/** `<mode> SP <oid> SP <stage> TAB <path>` (git-ls-files(1) `--stage`), and `<mode> SP <type> SP <oid> TAB <path>`. */
const parse = (output: Buffer, oidField: number): TreeFile[] =>
  splitNul(output).map((record) => {
    const at = record.indexOf(tab)
    const fields = record.toString('latin1', 0, at).split(' ')
    return { path: record.subarray(at + 1), mode: fields[0] ?? '', oid: fields[oidField] ?? '' }
  })

export const parseIndexFiles = (output: Buffer): TreeFile[] => parse(output, 1)

export const parseTreeFiles = (output: Buffer): TreeFile[] => parse(output, 2)

/** A path in conflict stands there once for each side; the first of them is kept. */
const oncePerPath = (files: readonly TreeFile[]): TreeFile[] => {
  const seen = new Set<string>()
  return files.filter(({ path }) => {
    const key = path.toString('latin1')
    return seen.has(key) ? false : seen.add(key)
  })
}

/** Every path of the index; `place.cwd` is the top of the working tree. */
export const indexFiles = async (place: GitPlace): Promise<TreeFile[]> =>
  oncePerPath(parseIndexFiles(await git(place, ['ls-files', '-z', '--stage', '--full-name'])))

/** Every path of a commit's tree. */
export const treeFiles = async (place: GitPlace, revision: string): Promise<TreeFile[]> =>
  parseTreeFiles(await git(place, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', revision]))

/** Untracked paths, ignored ones included, and the folders that git could not look into. */
export interface UntrackedFiles {
  /** One that ends in `/` is a repository of its own. */
  readonly paths: readonly Buffer[]
  readonly unreadable: readonly ReadFailure[]
}

// What git says to standard error, and then ends well; a name may hold a line break.
const unreadable = /^warning: could not open directory '(.*?)\/?': ([^\n]*)$/gms

export const parseUnreadable = (warnings: string): ReadFailure[] =>
  [...warnings.matchAll(unreadable)].map(([, path = '', reason = '']) => ({ path, reason }))

/** Lists untracked files; `place.cwd` is the top of the working tree. */
export const untrackedFiles = async (place: GitPlace): Promise<UntrackedFiles> => {
  const args = ['ls-files', '-z', '--others', '--full-name']
  const child = startGit(place, args)
  const output: Buffer[] = []
  const warnings: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => output.push(piece))
  child.stderr.on('data', (piece: Buffer) => warnings.push(piece))
  child.stdin.end()
  await endOfGit(child, args)
  return { paths: splitNul(Buffer.concat(output)), unreadable: parseUnreadable(Buffer.concat(warnings).toString()) }
}
