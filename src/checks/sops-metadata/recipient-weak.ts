import type { Rule } from '../../model/rule.ts'

/** A recipient whose key can be broken, or will be before the credentials are worthless. */
export const recipientWeak: Rule = {
  meta: {
    id: 'sops-recipient-weak',
    summary: 'A recipient of a SOPS file has a weak key',
    severity: 'low',
    why: 'Whoever copies the repository has all the time in the world: the file is as safe as the weakest key it is encrypted to. RSA of 1024 bits is within reach of a well-funded attacker today, and of everybody in time.',
    remedy:
      'Make a new key (age-keygen, or RSA of at least 3072 bits), change the recipient in .sops.yaml, run sops updatekeys and then sops rotate on every file. Replace the credentials where the old key is breakable: history keeps it.',
    references: ['https://getsops.io/docs/'],
  },
  needs: ['content', 'path'],
  keywords: ['pgp message', 'ssh-rsa'],
  textOnly: true,
  wholeOnly: true,
  unquoted: true,
  async *check(document) {
    yield* (await import('./recipient-weak-hits.ts')).recipientWeakHits(document)
  },
}
