import type { Rule } from '../../model/rule.ts'
import { isMisnamed, isSopsConfig } from './config-path.ts'

/** A private key where a recipient belongs. */
export const privateKeyInConfig: Rule = {
  meta: {
    id: 'sops-private-key-in-config',
    summary: 'A private key stands in .sops.yaml',
    severity: 'critical',
    why: 'Recipients are public keys. A private key in the configuration opens every file that was ever encrypted to it, for everybody who can read the repository; and SOPS prints it in the error with which it refuses the entry.',
    remedy:
      'Make a new key, replace the private one by its public part (age-keygen -y KEYFILE), rotate every file it could open (sops rotate --in-place FILE) and replace the credentials in them.',
    references: ['https://getsops.io/docs/#encrypting-using-age'],
  },
  needs: ['content', 'path'],
  keywords: ['age-secret-key-', 'age-plugin-', 'begin pgp private key block'],
  paths: (path) => isSopsConfig(path) || isMisnamed(path),
  textOnly: true,
  async *check(document) {
    const { privateKeyHits } = await import('./private-key-hits.ts')
    yield* privateKeyHits(document)
  },
}
