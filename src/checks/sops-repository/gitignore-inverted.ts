import type { Rule } from '../../model/rule.ts'

/** Git ignores the encrypted file and tracks its plaintext. */
export const gitignoreInverted: Rule = {
  meta: {
    id: 'sops-gitignore-inverted',
    summary: 'Git ignores an encrypted file and tracks its plaintext',
    severity: 'low',
    why: 'The pattern in .gitignore names the wrong one of two files: the encrypted one never reaches the repository, and the plaintext does.',
    remedy:
      'Turn the pattern in .gitignore round, take the plaintext out of the index (git rm --cached FILE), and add the encrypted file. If the plaintext was ever pushed, replace the credentials in it first.',
    references: ['https://git-scm.com/docs/gitignore'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document, context) {
    if (context.repository?.ignores === undefined || document.unit.origin.from !== 'worktree') return
    const { invertedHits } = await import('./inverted-hits.ts')
    yield* invertedHits(document, context.repository)
  },
}
