import { posix, relative, resolve } from 'node:path'
import type { ObjectReader } from '../git/blobs.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { type TreeFile, treeFiles } from '../git/tree-files.ts'
import type { Rule } from '../model/rule.ts'
import type { Config } from '../policy/config.ts'
import type { LoadedRuleFile } from '../rules/rule-files.ts'
import { contentOf, displayPath } from '../sources/git-units.ts'

/** A configured folder relative to the top of the repository; one outside of it begins with `..`. */
export const ruleFolder = (root: string, folder: string): string => relative(root, resolve(root, folder))

const isRuleFileIn =
  (folder: string) =>
  ({ path, mode }: TreeFile): boolean => {
    const shown = displayPath(path)
    return /^100/.test(mode) && /\.ya?ml$/.test(shown) && posix.dirname(shown) === (folder === '' ? '.' : folder)
  }

/**
 * The user's own rules as a revision holds them, so that a change cannot rewrite the rules that judge it. A folder that
 * the revision does not have is read from disk.
 */
export const rulesOfRevision =
  (place: RepositoryPlace, reader: ObjectReader, revision: string) =>
  async (root: string, config: Config): Promise<readonly Rule[]> => {
    if (config.rules.paths.length === 0) return []
    const { compileUserRules, userRuleFile, userRuleFiles } = await import('./user-rules.ts')
    const tracked = await treeFiles(place, revision)
    const files: LoadedRuleFile[] = []
    for (const folder of config.rules.paths) {
      const here = tracked.filter(isRuleFileIn(ruleFolder(root, folder)))
      if (here.length === 0) files.push(...(await userRuleFiles(root, [folder])))
      for (const { path, oid } of here) {
        const text = Buffer.from((await contentOf(reader, oid)) ?? []).toString('utf8')
        files.push(await userRuleFile(text, `${displayPath(path)} (at ${revision.slice(0, 12)})`))
      }
    }
    return compileUserRules(files)
  }
