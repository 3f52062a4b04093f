import type { Context, Document, Rule } from '../../model/rule.ts'
import { encryptedNames } from './companion-names.ts'
import { leftoverName } from './leftover-names.ts'
import { trackedPaths } from './standing.ts'

/** A larger file is no file of credentials. */
const mostBytes = 256 * 1024

/** A plaintext file beside the encrypted one that it was made from, or was encrypted to. */
export const decryptedTwin: Rule = {
  meta: {
    id: 'sops-decrypted-twin',
    summary: 'A plaintext file holds what a file beside it holds encrypted',
    severity: 'high',
    why: 'Its keys are those of the encrypted file, and its values are readable: it was decrypted from that file, or is what that file was encrypted from. Committed, it makes the encryption worthless.',
    remedy:
      'Take the file out of the index (git rm --cached FILE), overwrite it (leaktight shred FILE) and add it to .gitignore. If it was ever pushed, replace the credentials in it first.',
    references: ['https://getsops.io/docs/#encrypting-and-decrypting-from-other-programs'],
  },
  needs: ['content', 'path', 'repository'],
  wholeOnly: true,
  paths: (path) => mayBeTwin(path),
  wants: async (path, context) => (await twinsOf(path, context)).length > 0,
  check: (document, context) => (document.bytes.length <= mostBytes ? hits(document, context) : []),
}

const structured = /\.(?:ya?ml|json|env|ini)$/
const material = /\.(?:pem|key|p12|pfx|jks|txt|conf|toml|properties|tfvars)$/
const never =
  /(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*|composer|deno)\.json$|(?:^|[./_-])(?:example|sample|template|schema|dist)s?(?:[./_-]|$)/i

const mayBeTwin = (path: string): boolean =>
  (structured.test(path) || material.test(path)) && !never.test(path) && leftoverName(path) === undefined

/** Names of its encrypted version; where all tracked paths are at hand, only those that exist. */
const twinsOf = async (path: string, { repository }: Context): Promise<readonly string[]> => {
  if (repository === undefined) return []
  const names = encryptedNames(path)
  // Listing the index costs a process before each commit; asking for a few names costs nothing.
  if (repository.onDisk !== undefined) return names
  const tracked = await trackedPaths(repository)
  return names.filter((name) => tracked.has(name))
}

async function* hits(document: Document, context: Context) {
  const twins = await twinsOf(document.path, context)
  if (twins.length === 0) return
  const { twinHits } = await import('./twin-hits.ts')
  yield* twinHits(document, twins, context)
}
