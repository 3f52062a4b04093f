import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const names = ['billing', 'deploy', 'mailer', 'search', 'telemetry']

const ours = (name) => `provider: House
rules:
  - id: house-${name}-key
    summary: Key of the ${name} service
    severity: high
    keywords: [${name}_key_]
    pattern: '(?<![A-Za-z0-9_])(?<secret>${name}_key_[a-z0-9]{32})(?![A-Za-z0-9])'
    why: It opens the ${name} service.
    remedy: Make a new key in the console of the service, then remove this one from the file and its history.
    references: ['https://example.com/${name}']
    examples:
      match: ['key = ${name}_key_\${base36:32}']
      ignore: ['key = ${name}_key_short']
`

const gitleaks = (name) => `[[rules]]
id = "house-${name}-key"
description = "Key of the ${name} service"
regex = '''\\b(${name}_key_[a-z0-9]{32})\\b'''
keywords = ["${name}_key_"]
`

/** Writes a configuration with five rules of the house, for us and the same for gitleaks. */
export const writeOwnRules = (root) => {
  mkdirSync(join(root, 'house-rules'))
  for (const name of names) writeFileSync(join(root, 'house-rules', `${name}.yaml`), ours(name))
  writeFileSync(join(root, '.leaktight.yaml'), 'rules:\n  paths: [house-rules]\nrotation:\n  max-age-days: 60\n')
  writeFileSync(join(root, '.gitleaks.toml'), ['[extend]\nuseDefault = true\n', ...names.map(gitleaks)].join('\n'))
}
