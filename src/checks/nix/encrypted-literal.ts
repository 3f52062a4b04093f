import { posix } from 'node:path'
import type { Context } from '../../model/rule.ts'

const signs = ['ENC[AES256_GCM,', 'age-encryption.org/v1', 'BEGIN AGE ENCRYPTED FILE']

/** Whether a path literal names a file of the repository that SOPS or age encrypted: that may go anywhere. */
export const isEncryptedLiteral = async (
  nixFile: string,
  literal: string,
  { repository }: Context,
): Promise<boolean> => {
  if (repository === undefined || /^[/~]/.test(literal)) return false
  const path = posix.join(posix.dirname(nixFile), literal)
  if (path === '..' || path.startsWith('../')) return false
  const bytes = await repository.read(path)
  if (bytes === undefined) return false
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return signs.some((sign) => content.includes(sign))
}
