import type { RuleMeta, Severity } from '../../model/rule.ts'

/** A file that sops-nix decrypted is for more readers than it should be, or lies on a disk. */
export const runtimeSecretMeta: RuleMeta = {
  id: 'runtime-secret-exposed',
  summary: 'A secret that sops-nix decrypted can be read by others or lies on a disk',
  severity: 'high',
  why: 'sops-nix keeps decrypted secrets in memory and for their owner alone; whatever can read one has the credential, and what lies on a disk stays there.',
  remedy:
    'Set `mode = "0400"` and `owner` of the secret in `sops.secrets`, rebuild, and leave /run/secrets.d on ramfs or tmpfs.',
  references: ['https://github.com/Mic92/sops-nix#set-secret-permissionowner-and-allow-services-to-access-it'],
}

interface Facts {
  readonly mode: number
  readonly inMemory: boolean
}

/** What is wrong with it, if anything is. A group may be meant to read it. */
export const faultOfRuntimeSecret = ({
  mode,
  inMemory,
}: Facts): { severity: Severity; message: string } | undefined => {
  const octal = mode.toString(8).padStart(4, '0')
  if ((mode & 0o007) !== 0)
    return { severity: 'high', message: `a decrypted secret can be read by everyone (mode ${octal})` }
  if (!inMemory) return { severity: 'high', message: 'a decrypted secret lies on a disk and not in memory' }
  return (mode & 0o070) === 0
    ? undefined
    : { severity: 'low', message: `a decrypted secret can be read by its group (mode ${octal})` }
}
