import { splitNul } from './raw-changes.ts'
import { type GitPlace, git } from './run.ts'

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

/** Every path of the index; `place.cwd` is the top of the working tree. */
export const indexFiles = async (place: GitPlace): Promise<TreeFile[]> =>
  parseIndexFiles(await git(place, ['ls-files', '-z', '--stage', '--full-name']))

/** Every path of a commit's tree. */
export const treeFiles = async (place: GitPlace, revision: string): Promise<TreeFile[]> =>
  parseTreeFiles(await git(place, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', revision]))

/** Untracked paths, ignored ones included; one that ends in `/` is a repository of its own. */
export const untrackedFiles = async (place: GitPlace): Promise<Buffer[]> =>
  splitNul(await git(place, ['ls-files', '-z', '--others', '--full-name']))
