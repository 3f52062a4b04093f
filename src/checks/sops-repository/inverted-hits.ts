import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Document, Hit, Repository } from '../../model/rule.ts'
import { sealedVersionOf } from '../sops/decrypted-from.ts'
import { wasEncrypted } from '../sops/was-encrypted.ts'
import { plaintextNames } from './companion-names.ts'
import { trackedPaths } from './standing.ts'

/** At most one hit, about an encrypted file that git ignores. */
export async function* invertedHits(document: Document, repository: Repository): AsyncGenerator<Hit> {
  const { path, bytes } = document
  const tracked = await trackedPaths(repository)
  const twins = plaintextNames(path).filter((name) => tracked.has(name))
  if (twins.length === 0 || tracked.has(path) || !(await wasEncrypted(path, bytes))) return
  const twin = await firstPlain(twins, document, repository)
  if (twin === undefined || (await repository.ignores?.(path)) !== true) return
  yield {
    note: `Git ignores this encrypted file and tracks ${twin}, which holds the same in plaintext`,
    remedy: `Turn the pattern in .gitignore round, then run: git rm --cached ${shellQuoted(twin)} && git add ${shellQuoted(path)}. If the plaintext was ever pushed, replace the credentials in it first.`,
  }
}

const firstPlain = async (
  twins: readonly string[],
  { path, bytes }: Document,
  repository: Repository,
): Promise<string | undefined> => {
  for (const twin of twins) {
    const content = await repository.read(twin)
    if (content === undefined || (await wasEncrypted(twin, content))) continue
    const file = {
      path: twin,
      text: Buffer.from(content).toString('utf8'),
      binary: content.includes(0),
      size: content.length,
    }
    if ((await sealedVersionOf(file, [{ path, bytes: async () => bytes }])) !== undefined) return twin
  }
  return undefined
}
