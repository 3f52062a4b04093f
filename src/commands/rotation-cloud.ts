import { resolve } from 'node:path'
import type { AccessKey } from '../checks/rotation/access-key-join.ts'
import type { FileOnDisk } from '../checks/rotation/encrypted-files.ts'
import { maxLength } from '../formats/limits.ts'
import { UserError } from '../model/errors.ts'
import { lookAt } from '../sources/tracked-file.ts'
import type { Invocation } from './invocation.ts'
import type { RotationInput } from './rotation.ts'

export interface CloudFlags {
  /** Asks IAM over the network. */
  readonly iam?: boolean
  readonly iamUser?: readonly string[]
  /** A file. */
  readonly credentialReport?: string
}

/** Where access keys are dated from: a report of IAM, or IAM itself, which is asked for by name. */
export const cloudOf = async (
  invocation: Pick<Invocation, 'cwd' | 'env' | 'now'>,
  { iam, iamUser: users = [], credentialReport }: CloudFlags,
): Promise<Pick<RotationInput, 'accessKeys' | 'askIam'>> => {
  if (users.length > 0 && iam !== true && credentialReport === undefined)
    throw new UserError('--iam-user says whose keys --iam and --credential-report are about; give one of them, too')
  return {
    ...(credentialReport === undefined
      ? {}
      : { accessKeys: (await readReport(invocation.cwd, credentialReport)).filter(isOf(users)) }),
    ...(iam !== true
      ? {}
      : {
          askIam: async (ids) => {
            const { askedKeys } = await import('./access-keys.ts')
            return askedKeys(invocation, { users, ids })
          },
        }),
  }
}

const isOf =
  (users: readonly string[]) =>
  ({ userName }: AccessKey): boolean =>
    users.length === 0 || users.includes(userName)

const readReport = async (cwd: string, name: string): Promise<readonly AccessKey[]> => {
  const file = lookAt(resolve(cwd, name), maxLength)
  if (file.kind !== 'content') throw new UserError(`--credential-report ${name}: ${notRead[file.kind]}`)
  const { accessKeysOfReport } = await import('../checks/rotation/credential-report.ts')
  return accessKeysOfReport(Buffer.from(file.bytes).toString('utf8'), name)
}

const notRead: Readonly<Record<Exclude<FileOnDisk['kind'], 'content'>, string>> = {
  absent: 'no such file',
  large: 'larger than 8 MiB',
  symlink: 'a symbolic link; name the file it points to',
  special: 'not a regular file',
}
