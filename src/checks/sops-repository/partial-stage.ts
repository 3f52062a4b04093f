import type { Context, Document, Rule } from '../../model/rule.ts'

/** The index and the working tree disagree on whether a file is encrypted. */
export const partialStage: Rule = {
  meta: {
    id: 'sops-partial-stage',
    summary: 'A file is encrypted in the index and plaintext in the working tree, or the other way round',
    severity: 'low',
    why: 'Somebody decrypted the file in place, or encrypted it and did not stage the result. The next git add or git commit --all takes whatever lies in the working tree.',
    remedy:
      'Where the working tree holds plaintext, encrypt it again (sops encrypt --in-place FILE), or take back the encrypted version (git restore FILE). Where the index does, stage the encrypted file (git add FILE).',
    references: ['https://git-scm.com/docs/git-add'],
  },
  needs: ['content', 'path', 'repository'],
  wholeOnly: true,
  unquoted: true,
  wants: async (path, { repository }) => (await repository?.staged?.(path)) !== undefined,
  check: (document, context) => (mayDisagree(document, context) ? hits(document, context) : []),
}

const mayDisagree = ({ unit, bytes }: Document, { repository }: Context): boolean => {
  if (repository?.staged !== undefined) return unit.origin.from === 'worktree'
  if (repository?.onDisk === undefined || unit.origin.from !== 'index') return false
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('ENC[AES256_GCM,')
}

async function* hits(document: Document, context: Context) {
  const { partialStageHits } = await import('./partial-stage-hits.ts')
  yield* partialStageHits(document, context)
}
