import { detectSecrets } from './detect-secrets.mjs'
import { gitSecrets } from './git-secrets.mjs'
import { gitleaks } from './gitleaks.mjs'
import { installPeers } from './install.mjs'
import { kingfisher } from './kingfisher.mjs'
import { ripsecrets } from './ripsecrets.mjs'
import { secretlint } from './secretlint.mjs'

const makers = {
  gitleaks,
  kingfisher,
  'detect-secrets': detectSecrets,
  ripsecrets,
  secretlint,
  'git-secrets': gitSecrets,
}

/** Every peer: those that are installed ready to run, and of the others why they are missing. */
export const findPeers = () => {
  const all = installPeers()
  return {
    ready: all.filter(({ missing }) => missing === undefined).map((one) => makers[one.name](one)),
    versions: all.filter(({ missing }) => missing === undefined).map(({ name, version }) => ({ name, version })),
    missing: all.filter(({ missing }) => missing !== undefined).map(({ name, missing }) => ({ name, reason: missing })),
  }
}
