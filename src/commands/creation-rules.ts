import type { RepositoryPlace } from '../git/repository.ts'
import { type TreeFile, treeFiles } from '../git/tree-files.ts'
import { configName } from '../sops/config.ts'
import { displayPath } from '../sources/git-units.ts'

const holdsCreationRules = ({ path }: TreeFile): boolean => {
  const shown = displayPath(path)
  return shown === configName || shown.endsWith(`/${configName}`)
}

const creationRulesOf = async (place: RepositoryPlace, commit: string): Promise<TreeFile[]> =>
  (await treeFiles(place, commit)).filter(holdsCreationRules)

const keyOf = (files: readonly TreeFile[]): string =>
  files.map(({ path, mode, oid }) => `${mode} ${oid} ${path.toString('latin1')}`).join('\0')

/** Something that is equal for two commits when all their `.sops.yaml` are. */
export const creationRulesAt = async (place: RepositoryPlace, commit: string): Promise<string> =>
  keyOf(await creationRulesOf(place, commit))

/** What one in a folder means hangs on the files around it, and what a link means on its target. */
const speaksForItself = ({ path, mode }: TreeFile): boolean => displayPath(path) === configName && /^100/.test(mode)

/** Whether two commits surely have the same files encrypted. */
export const sameCreationRules = async (place: RepositoryPlace, one: string, other: string): Promise<boolean> => {
  const [first, second] = await Promise.all([creationRulesOf(place, one), creationRulesOf(place, other)])
  return first.every(speaksForItself) && keyOf(first) === keyOf(second)
}
