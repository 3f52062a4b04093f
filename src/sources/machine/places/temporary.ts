import { isPlaintextName } from '../names.ts'
import type { Kind } from '../place.ts'

/** The file somebody wrote to carry credentials elsewhere. */
export const plaintextFile: Kind = { names: isPlaintextName }

const textEnding =
  /\.(?:te?xt|md|log|out|err|sh|bash|zsh|fish|envrc|sql|http|curl|nix|hcl|tf|pem|key|pass|secrets?|tmp|temp|py|rb|ps1|xml|plist)$/i

// `mktemp` and its kin, heredocs of shells, and names without an ending.
const bareName = /^[^.]+$|^(?:tmp|sh-thd|zsh|\w+)\.[A-Za-z0-9]{6,12}$/

/** Whatever else in a temporary folder may have been typed or redirected there. */
export const textFile: Kind = { names: (name) => textEnding.test(name) || bareName.test(name) }
