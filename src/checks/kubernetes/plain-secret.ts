import type { Document, Hit, Rule } from '../../model/rule.ts'

/** A Kubernetes Secret whose values stand in the manifest; base64 is no encryption. */
export const plainSecret: Rule = {
  meta: {
    id: 'kubernetes-plain-secret',
    summary: 'A Kubernetes Secret holds a plaintext value',
    severity: 'high',
    why: 'The values of a Secret are only base64: everybody who can read the repository can read them.',
    remedy:
      'Replace the credential if the manifest was ever pushed. Then encrypt the manifest (sops encrypt --in-place --encrypted-regex "^(data|stringData)$" FILE), or let an operator fetch the value from a secret store.',
    references: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  needs: ['content', 'path'],
  keywords: ['secret'],
  textOnly: true,
  wholeOnly: true,
  paths: (path) => /\.(?:ya?ml|json)$/i.test(path),
  check: hitsOf,
}

const mentionsSecret = /["']?kind["']?\s*:\s*(?:[!&]\S*\s+){0,2}["']?Secret(?:List)?\b/

async function* hitsOf(document: Document): AsyncGenerator<Hit> {
  if (!mentionsSecret.test(document.text)) return
  const { plainSecretHits } = await import('./plain-secret-hits.ts')
  yield* plainSecretHits(document)
}
