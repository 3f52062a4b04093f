import { platform } from 'node:os'
import { relative } from 'node:path'
import { shellQuoted } from '../formats/shell-quote.ts'
import { revisionsOfPath } from '../git/path-revisions.ts'
import { reasonOf } from '../model/errors.ts'
import type { Context } from '../model/rule.ts'
import type { Bench } from '../seal/bench.ts'
import { lastGoodRevision } from '../seal/last-good.ts'
import { Refused } from '../seal/outcome.ts'
import { type Recipe, recipeOfRule, recipeOfVersion } from '../seal/recipe.ts'
import { nodeFileLayer } from '../shred/file-layer.ts'
import { configName, creationRuleFor } from '../sops/config.ts'
import { findSops } from '../sops/run-sops.ts'
import { diskState } from '../sources/states.ts'
import { fileProbe } from './file-probe.ts'
import { inspectContent, type SealScope } from './seal-findings.ts'

/** How a file is to be encrypted, and whether sops finds the configuration that says so by itself. */
export interface FoundRecipe {
  readonly recipe?: Recipe
  readonly ownConfig: boolean
}

const onDisk = ({ invocation, setup, place }: SealScope): Context => ({
  now: invocation.now,
  policy: setup.checkPolicy,
  repository: diskState(place.root, place),
})

/** By its creation rule, else as its committed version was. */
export const findRecipe = async (scope: SealScope, path: string): Promise<FoundRecipe> => {
  const matched = await creationRuleFor(path, onDisk(scope))
  if (matched !== undefined) return { recipe: recipeOfRule(matched), ownConfig: matched.configPath === configName }
  const committed = await committedText(scope, path)
  const recipe = committed === undefined ? undefined : await recipeOfVersion(path, committed)
  return { ...(recipe === undefined ? {} : { recipe }), ownConfig: false }
}

const contentAt = async ({ reader }: SealScope, name: string): Promise<Buffer | undefined> => {
  const object = await reader.read(name)
  return object?.type === 'blob' && object.bytes !== undefined ? Buffer.from(object.bytes) : undefined
}

const committedText = async (scope: SealScope, path: string): Promise<string | undefined> =>
  (await contentAt(scope, `HEAD:${path}`))?.toString('utf8')

/** The newest commit with a sound version of a file. */
export const findLastGood = (scope: SealScope, path: string): Promise<string | undefined> =>
  lastGoodRevision(path, {
    revisions: async (of, most) => {
      if ((await scope.reader.read('HEAD')) === undefined) return []
      return revisionsOfPath({ ...scope.place, cwd: scope.place.root }, of, most)
    },
    content: (of, revision) => contentAt(scope, `${revision}:${of}`),
    isGood: async (of, content) => (await inspectContent(scope, of, content).catch(() => [undefined])).length === 0,
  })

/** What mending works with. Throws {@link Refused} where there is no sops. */
export const benchOf = (scope: SealScope): Bench => {
  const { invocation, place, setup } = scope
  const missing = async (): Promise<never> => {
    throw new Refused('was kept, because no sops is on PATH outside of the working tree: install it first')
  }
  const { shred, limits } = setup.config
  return {
    root: place.root,
    sops: findSops(invocation.env, place.root, scope.ending) ?? missing,
    layer: nodeFileLayer,
    platform: platform(),
    probe: fileProbe,
    uid: invocation.uid,
    maxBytes: limits.holdBytes,
    passes: shred.passes,
    zero: shred.zero,
    inspect: async (path, content) => {
      try {
        return await inspectContent(scope, path, content)
      } catch (error) {
        throw new Refused(`was kept, because the result cannot be checked: ${reasonOf(error)}`)
      }
    },
    recipeFor: async (path) => (await findRecipe(scope, path)).recipe,
    committed: (path) => committedText(scope, path),
  }
}

/** A path of the repository as the user's shell finds it. */
export const fromHere = ({ invocation, place }: SealScope, path: string): string =>
  relative(invocation.cwd, `${place.root}/${path}`)

/** The command that mends a file. */
export const fixCommand = (scope: SealScope, path: string): string =>
  `leaktight seal --fix ${shellQuoted(fromHere(scope, path))}`
