import { expect, test } from 'vitest'
import { withNamedFile } from '../../src/commands/named-file.ts'
import type { Finding } from '../../src/model/finding.ts'

const finding = (rule: string, path: string): Finding => ({
  rule,
  path,
  severity: 'high',
  status: 'open',
  origin: { from: 'index' },
  message: 'm',
  fingerprint: 'f',
  remedy: 'sops edit FILE, not KEYFILE, then mv FILE.new FILE',
})

const remedy = (rule: string, path: string): string => withNamedFile(finding(rule, path)).remedy

test('commands of a remedy name the file as a word of a shell', () => {
  expect(remedy('sops-enc-grammar', 'secrets/a.yaml')).toBe(
    'sops edit secrets/a.yaml, not KEYFILE, then mv secrets/a.yaml.new secrets/a.yaml',
  )
  expect(remedy('sops-enc-grammar', "a $& b's.yaml")).toContain(`sops edit 'a $& b'\\''s.yaml',`)
  expect(remedy('sops-enc-grammar', '-i.yaml')).toContain('sops edit ./-i.yaml,')
})

test('a remedy that means other files is left as it is', () => {
  expect(remedy('sops-recipients-drift', 'x/.sops.yaml')).toContain('sops edit FILE')
  expect(remedy('shell-temp-plaintext', 'a.sh')).toContain('sops edit FILE')
})
