const publicFile =
  /\.(?:pub|crt|cer|cert|ca|nix|md|age|gpg|asc|example|sample|template|tmpl)$|(?:^|[^a-z])(?:public|pub|authorized|known[-_]hosts|certs?|ca)(?:[^a-z]|$)/i

/** What anybody may read, or what only opens with another key. */
export const isPublicFile = (path: string): boolean => publicFile.test(path.slice(path.lastIndexOf('/') + 1))

const secretWord =
  /(?:^|[^a-z])(?:secrets?|keys?|tokens?|passwords?|passwd|passphrase|credentials?|privkey|private[-_]?key|id_(?:rsa|ed25519|ecdsa|dsa))(?:[^a-z]|$)|\.(?:pem|env|key|p12|pfx|jks|kdbx)$|(?:^|\/)\.env(?:\.|$)/i

/** A file that by its name, or that of a folder it lies in, holds something secret. */
export const isSecretByName = (path: string): boolean => secretWord.test(path) && !isPublicFile(path)
