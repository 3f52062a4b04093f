import type { ObjectReader } from '../git/blobs.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { type TreeFile, treeFiles } from '../git/tree-files.ts'
import { configName } from '../sops/config.ts'
import { contentOf, displayPath } from '../sources/git-units.ts'

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

/** `sopsFile` and `defaultSopsFile` of sops-nix. */
const reference = 'opsFile'

/** Whether one of the files may name encrypted files in a way that others do not. */
const mayName = async (reader: ObjectReader, files: readonly TreeFile[], others: readonly TreeFile[]) => {
  const kept = new Set(others.map((file) => keyOf([file])))
  const changed = files.filter((file) => /^100/.test(file.mode) && displayPath(file.path).endsWith('.nix'))
  for (const file of changed.filter((each) => !kept.has(keyOf([each])))) {
    const content = Buffer.from((await contentOf(reader, file.oid)) ?? reference)
    if (content.includes(reference)) return true
  }
  return false
}

/** Whether a later commit surely has the same files encrypted as an earlier one, or more. */
export const sameRequirements = async (
  place: RepositoryPlace,
  reader: ObjectReader,
  earlier: string,
  later: string,
): Promise<boolean> => {
  const [before, after] = await Promise.all([treeFiles(place, earlier), treeFiles(place, later)])
  const [rules, newRules] = [before.filter(holdsCreationRules), after.filter(holdsCreationRules)]
  if (!rules.every(speaksForItself) || keyOf(rules) !== keyOf(newRules)) return false
  return !(await mayName(reader, before, after))
}
