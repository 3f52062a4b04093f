import type { Rule } from '../../model/rule.ts'

/** A Secret that no cluster tool recognises, because more than its values is encrypted. */
export const overencrypted: Rule = {
  meta: {
    id: 'kubernetes-overencrypted',
    summary: 'More than the values of a Kubernetes Secret is encrypted',
    severity: 'low',
    why: 'Flux, Argo CD and kubectl find a manifest by its apiVersion, kind and metadata. Where those are ciphertext, nothing decrypts and applies it.',
    remedy:
      'Set encrypted_regex: ^(data|stringData)$ in the creation rule for the file. Then encrypt it anew: sops decrypt FILE | sops encrypt --filename-override FILE --output FILE.new /dev/stdin && mv FILE.new FILE',
    references: ['https://fluxcd.io/flux/guides/mozilla-sops/#encrypting-secrets-using-openpgp'],
  },
  needs: ['content', 'path'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  paths: (path) => /\.(?:ya?ml|json)$/i.test(path),
  async *check(document) {
    if (!/["']?apiVersion["']?\s*:/.test(document.text)) return
    const { overencryptedHits } = await import('./overencrypted-hits.ts')
    yield* overencryptedHits(document)
  },
}
