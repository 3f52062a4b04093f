import type { Context, Document, Repository, Rule } from '../../model/rule.ts'
import type { Removed } from '../../model/unit.ts'
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
  unquoted: true,
  paths: (path) => mayBeTwin(path),
  // Before a commit every file is opened anyway.
  wants: async (path, context) => context.repository?.onDisk !== undefined || (await twinsOf(path, context)).length > 0,
  check: (document, context) => (document.bytes.length <= mostBytes ? hits(document, context) : []),
}

const structured = /\.(?:ya?ml|json|env|ini)$/
const material = /\.(?:pem|key|p12|pfx|jks|txt|conf|toml|properties|tfvars)$/
const never =
  /(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*|composer|deno)\.json$|(?:^|[./_-])(?:example|sample|template|schema|dist)s?(?:[./_-]|$)/i

const mayBeTwin = (path: string): boolean =>
  (structured.test(path) || material.test(path)) && !never.test(path) && leftoverName(path) === undefined

/** Files of which the names are asked one by one; then listing the index, which costs a process, is cheaper. */
const few = 8

const askedFor = new WeakMap<Repository, number>()

const isOneOfFew = (repository: Repository): boolean => {
  const count = (askedFor.get(repository) ?? 0) + 1
  askedFor.set(repository, count)
  return repository.onDisk !== undefined && count <= few
}

/** Names of its encrypted version; but for a few staged files, only those that are tracked. */
const twinsOf = async (path: string, { repository }: Context): Promise<readonly string[]> => {
  if (repository === undefined) return []
  const names = encryptedNames(path)
  if (isOneOfFew(repository)) return names
  const tracked = await trackedPaths(repository)
  return names.filter((name) => tracked.has(name))
}

const existing = async (paths: readonly string[], { repository }: Context): Promise<readonly Removed[]> => {
  const contents = await Promise.all(paths.map((path) => repository?.read(path)))
  return paths.flatMap((path, index) => {
    const content = contents[index]
    return content === undefined ? [] : [{ path, bytes: async () => content }]
  })
}

async function* hits(document: Document, context: Context) {
  const files = await existing(await twinsOf(document.path, context), context)
  if (files.length === 0) return
  const { twinHits } = await import('./twin-hits.ts')
  yield* twinHits(document, files, context)
}
