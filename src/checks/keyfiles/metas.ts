import type { RuleMeta } from '../../model/rule.ts'

const references = ['https://getsops.io/docs/#encrypting-using-age', 'https://github.com/Mic92/sops-nix#usage-example']

const why = 'Whoever reads this key can decrypt everything that was ever encrypted to it, also in old commits.'

const replace =
  'If others may have read the key, make another one (age-keygen), encrypt to it (sops updatekeys, then sops rotate), and replace the credentials.'

/** Others than its owner can read or write a private key. */
export const keyfileMode: RuleMeta = {
  id: 'keyfile-mode',
  summary: 'A private key file can be read or written by others',
  severity: 'high',
  why,
  remedy: `chmod 600 FILE. ${replace}`,
  references,
}

/** A private key belongs to somebody else. */
export const keyfileOwner: RuleMeta = {
  id: 'keyfile-owner',
  summary: 'A private key file belongs to another user',
  severity: 'high',
  why: 'The owner of a file can read and replace it whatever its mode says.',
  remedy: `Give the file to the user who decrypts with it (chown), or to root. ${replace}`,
  references,
}

/** Somebody else can put another key in the place of a private key. */
export const keyfileParent: RuleMeta = {
  id: 'keyfile-parent',
  summary: 'The folder of a private key file can be written by others',
  severity: 'high',
  why: 'Who can write the folder can rename the key away and put another one in its place, to which the next secrets are then encrypted.',
  remedy: 'chmod go-w FOLDER.',
  references,
}

/** A private key lies where git takes it along. */
export const keyfileTracked: RuleMeta = {
  id: 'keyfile-tracked',
  summary: 'A private key file lies in a git working tree',
  severity: 'high',
  why: `${why} A key that is committed beside what it opens protects nothing.`,
  remedy: `Move the key out of the working tree (~/.config/sops/age/keys.txt) and take it out of the history. ${replace}`,
  references,
}

/** A private key is readable for everybody, because the Nix store is. */
export const keyfileInStore: RuleMeta = {
  id: 'keyfile-in-store',
  summary: 'A private key file lies in the Nix store',
  severity: 'critical',
  why: `${why} Every user and process of the machine, and every binary cache that it is pushed to, can read /nix/store.`,
  remedy: `Keep the key in a file outside of the store, with mode 600. ${replace}`,
  references,
}

export const keyfileMetas: readonly RuleMeta[] = [
  keyfileMode,
  keyfileOwner,
  keyfileParent,
  keyfileTracked,
  keyfileInStore,
]
