import type { Rule } from '../../model/rule.ts'

const conditions = {
  needs: ['content', 'path', 'versions'],
  keywords: ['enc[aes256_gcm'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
} as const satisfies Partial<Rule>

/** A file that was changed by something else than SOPS, so that SOPS refuses to decrypt it. */
export const macBroken: Rule = {
  meta: {
    id: 'sops-mac-broken',
    summary: 'An encrypted file was changed by something else than SOPS',
    severity: 'high',
    why: 'SOPS seals all values of a file, readable ones included, with one MAC. History holds this file with the same MAC and other values: it cannot verify, so decryption fails at the next deployment, or goes on with the MAC ignored, where nothing tells tampering from accident any more.',
    remedy:
      'Bring back the version that SOPS wrote and make the change with sops edit FILE. Where the change is wanted as it stands, sops edit --ignore-mac FILE and any edit write a new mac.',
    references: ['https://getsops.io/docs/#message-authentication-code'],
  },
  ...conditions,
  async *check(document, context) {
    yield* (await import('./hits.ts')).brokenHits(document, context)
  },
}

/** Ciphertext that was altered: no key decrypts it. */
export const ciphertextCorrupted: Rule = {
  meta: {
    id: 'sops-ciphertext-corrupted',
    summary: 'The ciphertext of an encrypted value was altered',
    severity: 'high',
    why: 'SOPS draws a new initialization vector for every new value. Ciphertext that is altered beside the same vector, under the same MAC, was written by a spell checker, a formatter or a bad merge: nobody can decrypt it, and the value is lost once history is.',
    remedy: 'Bring back the value that SOPS wrote, and keep spell checkers and formatters away from encrypted files.',
    references: ['https://getsops.io/docs/#message-authentication-code'],
  },
  ...conditions,
  async *check(document, context) {
    yield* (await import('./hits.ts')).damagedHits(document, context)
  },
}

/** A recipient was removed by updatekeys alone. */
export const removedWithoutRotation: Rule = {
  meta: {
    id: 'sops-removed-without-rotation',
    summary: 'A recipient was removed from an encrypted file and the data key was not rotated',
    severity: 'low',
    why: 'sops updatekeys wraps the same data key for other recipients. Who was removed keeps the data key, reads every older version from history, and reads newer versions too until the key is rotated.',
    remedy:
      'Run: sops rotate --in-place FILE, and replace the credentials in it where the removed recipient must not know them.',
    references: ['https://getsops.io/docs/#key-rotation'],
  },
  ...conditions,
  async *check(document, context) {
    yield* (await import('./hits.ts')).removedHits(document, context)
  },
}

/** What older versions of an encrypted file prove about it, without a key. */
export const sopsHistoryRules: readonly Rule[] = [macBroken, ciphertextCorrupted, removedWithoutRotation]
