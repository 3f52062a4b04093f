import { readEncryptedFile } from '../sops/encrypted-file.ts'

/** Older versions of a file that are looked at. */
export const mostRevisions = 50

export interface Versions {
  /** Newest first. */
  revisions(path: string, most: number): Promise<readonly string[]>
  content(path: string, revision: string): Promise<Buffer | undefined>
  /** Whether our own rules have nothing against it. */
  isGood(path: string, content: Buffer): Promise<boolean>
}

/** The newest commit whose version of a file is encrypted and flagged by no rule; undefined among none of the latest. */
export const lastGoodRevision = async (path: string, versions: Versions): Promise<string | undefined> => {
  for (const revision of await versions.revisions(path, mostRevisions)) {
    const content = await versions.content(path, revision)
    if (content === undefined || (await readEncryptedFile(path, content.toString('utf8'))) === undefined) continue
    if (await versions.isGood(path, content)) return revision
  }
  return undefined
}
