import { shellRule } from './shell-rule.ts'

/** Plaintext whose blocks stay on the disk. */
export const shellRmNotShred = shellRule(
  {
    id: 'shell-rm-not-shred',
    summary: 'removes a file of secrets without overwriting it',
    severity: 'low',
    why: 'rm frees the blocks of a file and leaves what they hold. Overwriting helps on ext4 and xfs; on btrfs, zfs and overlay filesystems only keeping the plaintext off the disk does.',
    remedy:
      'Use `leaktight shred FILE` or `shred -u FILE`, or better write the file to "$XDG_RUNTIME_DIR" or /dev/shm, where rm is enough.',
    references: [
      'https://www.gnu.org/software/coreutils/manual/html_node/shred-invocation.html',
      'https://cwe.mitre.org/data/definitions/226.html',
    ],
  },
  ['rm ', 'unlink'],
)
