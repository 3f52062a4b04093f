import { createHash } from 'node:crypto'
import type { Setup } from './setup.ts'
import { build, version } from './version.generated.ts'

/** Changes with whatever can change what rules say about the same bytes: this program, the rules, and their limits. */
export const ruleSetDigest = async (root: string, { config, rules, examineOptions }: Setup): Promise<string> => {
  const own =
    config.rules.paths.length === 0
      ? []
      : await (await import('./user-rules.ts')).userRuleFiles(root, config.rules.paths)
  const parts = [version, build, rules.map(({ meta }) => meta.id), examineOptions.limits, own]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
