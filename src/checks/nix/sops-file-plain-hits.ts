import type { Context, Hit, Repository } from '../../model/rule.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'
import { findPlaintext } from '../../sops/plaintext.ts'
import { compileSelectors } from '../../sops/selectors.ts'
import type { NixFile } from './nix-file.ts'
import { readThroughLinks } from './read-through-links.ts'
import { sopsFilesOf } from './sops-files.ts'

/** References to files of the repository that are there and plaintext. */
export async function* sopsFilePlainHits(file: NixFile, { repository }: Context): AsyncGenerator<Hit> {
  if (repository === undefined) return
  const judged = new Map<string, Promise<boolean>>()
  for (const { path, node } of sopsFilesOf(file)) {
    const plain = judged.get(path) ?? isPlain(path, repository)
    judged.set(path, plain)
    if (await plain)
      yield { span: file.spanOf(node), note: `sops-nix is to decrypt ${path}, which is not SOPS-encrypted` }
  }
}

const isPlain = async (path: string, repository: Repository): Promise<boolean> => {
  const bytes = await readThroughLinks(path, repository)
  if (bytes === undefined) return false
  if (bytes.includes(0)) return true
  const text = new TextDecoder().decode(bytes)
  if (await hasMetadata(path, text)) return false
  return (await findPlaintext(path, text, await compileSelectors(new Map()))) !== undefined
}
