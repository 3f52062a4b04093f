import type { Context, Document, Hit } from '../../model/rule.ts'
import { CreationRules, type MatchedRule } from '../../sops/creation-rules.ts'
import { storeOf } from '../../sops/sniff.ts'
import { neverEncrypted } from '../sops/never-encrypted.ts'
import { currentConfig } from './readable-config.ts'
import { trackedBelow } from './tracked-below.ts'

/** Keys and values by the name, and none of the stores that know them. */
const structured =
  /(?:^|\/)(?:\.?env(?:rc|[.-][^/]*)|[^/]*\.env[.-][^/]*|[^/]*\.(?:toml|tfvars|properties|conf|cfg|hcl|jsonc|json5|YAML|YML|JSON|ENV|INI))$/

/** One a rule, naming the first file. */
export async function* extAsBinaryHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const config = await currentConfig(document, context)
  if (config === undefined || config.creationRules.length === 0) return
  const rules = new CreationRules(document.path, config.creationRules)
  if (!(await compiles(rules))) return
  const found = new Map<MatchedRule['rule'], string[]>()
  for (const path of await trackedBelow(document.path, context)) {
    if (!structured.test(path) || storeOf(path) !== 'binary') continue
    const matched = await rules.match(path)
    if (matched === undefined || !matched.specific || neverEncrypted(path, matched.matches, () => '')) continue
    found.set(matched.rule, [...(found.get(matched.rule) ?? []), path])
  }
  for (const [rule, paths] of found) {
    const { start, end } = rule.rangeOf('path_regex')
    yield { span: document.spanOfText(start, end), note: noteOn(paths) }
  }
}

/** An expression that is invalid is a finding of its own. */
const compiles = async (rules: CreationRules): Promise<boolean> => {
  try {
    await rules.compileAll()
    return true
  } catch {
    return false
  }
}

const noteOn = ([first = '', ...more]: readonly string[]): string => {
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  return `SOPS encrypts ${first}${others}, which this rule matches, as one binary blob`
}
