import type { Context } from '../../model/rule.ts'
import { neverEncrypted } from './never-encrypted.ts'
import { isHelper } from './source-code.ts'

/** The `.nix` file that names a file as its `sopsFile`. Nothing is read where no such file is tracked. */
export const nixSourceOf = async (path: string, context: Context): Promise<string | undefined> => {
  const { repository } = context
  if (repository === undefined || path.startsWith('/') || !mayBeMeant(path)) return undefined
  if (repository.mayTrack?.('.nix') === false) return undefined
  const { nixFileNaming } = await import('../nix/nix-references.ts')
  return nixFileNaming(path, context, repository)
}

const mayBeMeant = (path: string): boolean =>
  !isHelper(path) &&
  !neverEncrypted(
    path,
    () => true,
    () => '',
  )
