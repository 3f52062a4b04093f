import { isPlaintextName } from '../names.ts'
import type { Kind } from '../place.ts'

const textEnding =
  /\.(?:te?xt|md|log|out|err|sh|bash|zsh|fish|envrc|sql|http|curl|nix|hcl|tf|pem|key|pass|secrets?|tmp|temp|py|rb|ps1|xml|plist)$/i

// Pictures, sound, fonts, compiled code, packages and what locks something: nobody types or redirects a secret there.
const otherEnding =
  /\.(?:png|jpe?g|gif|webp|avif|heic|ico|icns|bmp|tiff?|psd|mp[34]|m4[av]|mkv|webm|og[gv]|opus|wav|flac|avi|mov|woff2?|ttf|otf|eot|o|obj|a|lib|la|lo|so(?:\.[\d.]+)?|dll|exe|dylib|node|py[co]|class|jar|war|wasm|rlib|rmeta|rcgu|pdb|dSYM|gc(?:da|no)|pch|gch|d|map|deb|rpm|apk|iso|img|qcow2|vmdk|pdf|pak|lock|lck|sock|pid|idx|pack|rev|mo|tzdata|crx|xpi)$/i

/** Whatever else in a temporary folder may have been typed, copied or redirected there, under any name. */
export const anyFile: Kind = { names: (name) => !otherEnding.test(name) }

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
