import type { Rule } from '../../model/rule.ts'
import { deadRule } from './dead-rule.ts'
import { extAsBinary } from './ext-as-binary.ts'
import { misnamed } from './misnamed.ts'
import { mixedKeys } from './mixed-keys.ts'
import { nestedConfig } from './nested-config.ts'
import { privateKeyInConfig } from './private-key.ts'
import { regexDead } from './regex-dead.ts'
import { severalSelectors } from './selectors.ts'
import { shamir } from './shamir.ts'
import { unknownKey } from './unknown-key.ts'
import { unreachableRule } from './unreachable-rule.ts'
import { unusableConfig } from './unusable.ts'

/** What can be wrong with a `.sops.yaml`. */
export const sopsConfigRules: readonly Rule[] = [
  unknownKey,
  unusableConfig,
  misnamed,
  mixedKeys,
  severalSelectors,
  shamir,
  privateKeyInConfig,
  unreachableRule,
  deadRule,
  regexDead,
  nestedConfig,
  extAsBinary,
]
