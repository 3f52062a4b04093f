import { shellRule } from './shell-rule.ts'

/** The whole environment in logs and artefacts. */
export const shellEnvDump = shellRule(
  {
    id: 'shell-env-dump',
    summary: 'writes out the whole environment',
    severity: 'medium',
    why: '`env`, `printenv`, `export -p` and a bare `set` print every variable with its value. A CI system masks only the values it was told, as they were told.',
    remedy: 'Print only what is needed, or names alone: `env | cut -d= -f1`, `compgen -e`.',
    references: [
      'https://docs.github.com/en/actions/reference/security/secure-use',
      'https://cwe.mitre.org/data/definitions/526.html',
    ],
  },
  ['env', 'export', 'set', 'declare', 'typeset'],
)
