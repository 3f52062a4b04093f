import type { CreationRule, SopsConfig } from '../../sops/config-document.ts'

/** Everything that SOPS encrypts by: the creation rules, and those inside of destination rules. */
export function* everyRule(config: SopsConfig | undefined): Generator<CreationRule> {
  yield* config?.creationRules ?? []
  for (const { recreation } of config?.destinationRules ?? []) if (recreation !== undefined) yield recreation
}
