import { isPlaintextName } from '../names.ts'
import type { Kind } from '../place.ts'

const textEnding =
  /\.(?:te?xt|md|log|out|err|sh|bash|zsh|fish|envrc|sql|http|curl|nix|hcl|tf|pem|key|pass|secrets?|tmp|temp|py|rb|ps1|xml|plist)$/i

// `mktemp` and its kin, heredocs of shells, and names without an ending.
const bareName = /^[^.]+$|^(?:tmp|sh-thd|zsh|\w+)\.[A-Za-z0-9]{6,12}$/

/** Whatever else in a temporary folder may have been typed or redirected there. */
export const textFile: Kind = { names: (name) => textEnding.test(name) || bareName.test(name) }

const tellingWord =
  /aws|bedrock|sops|secret|cred|token|passw|pwd|(?:^|[-_.])(?:keys?|env|age|pass|auth|login|vault|update)(?:[-_.]|$)/i

// What `mktemp` without a template makes, and the heredocs of bash and zsh.
const madeName = /^(?:tmp\.[A-Za-z0-9]{10}|sh-thd\.[A-Za-z0-9]{6,12}|zsh[A-Za-z0-9]{6})$/

const isTellingName = (name: string): boolean =>
  madeName.test(name) || (tellingWord.test(name) && (!name.includes('.') || textEnding.test(name)))

/** The file somebody wrote to carry credentials elsewhere: the few names that a hook has the time to look at. */
export const plaintextFile: Kind = {
  names: (name) => isPlaintextName(name) || isTellingName(name),
  tells: (name) => tellingWord.test(name) || madeName.test(name),
}

// bzip2, xz and the like cannot be read by Node 20, and are told.
const packedEnding = /\.(?:tar|tgz|t?gz|zip|tbz2?|bz2|txz|xz|zst|7z|rar|lz4)(?:\.(?:b64|base64)|\.\d{1,3}|~)?$/i

/** A file that may hold others. */
export const packedFile: Kind = { names: (name) => packedEnding.test(name), bytes: 16 * 1024 * 1024 }
