import type { Rule } from '../../model/rule.ts'

const note = 'This encrypted dotenv file was given Windows line ends: SOPS cannot decrypt it'

/** An encrypted dotenv file whose lines end as on Windows. */
export const dotenvLineEnds: Rule = {
  meta: {
    id: 'sops-eol',
    summary: 'An encrypted dotenv file has Windows line ends',
    severity: 'low',
    why: 'In a dotenv file SOPS takes the carriage return for a part of the value. Dates and keys of its own metadata become unreadable, and the file cannot be decrypted.',
    remedy:
      'Restore the version that SOPS wrote, or replace the line ends (sed -i "s/\\r$//" FILE), and keep git from changing them: add the line "*.env -text" to .gitattributes.',
    references: ['https://git-scm.com/docs/gitattributes#_text'],
  },
  needs: ['content', 'path'],
  keywords: ['sops_mac'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    const at = document.text.indexOf('\r\n')
    if (at === -1) return
    const { readEncryptedFile } = await import('../../sops/encrypted-file.ts')
    const file = await readEncryptedFile(document.path, document.text)
    if (file?.store !== 'dotenv') return
    const span = document.spanOfText(at, at + 1)
    // SOPS writes line feeds: those lines were changed after it.
    const changed = /^sops_[^\n]*\r$/m.test(document.text)
    yield changed ? { span, severity: 'high', note } : { span }
  },
}
