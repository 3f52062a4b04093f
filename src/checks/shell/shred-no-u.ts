import { shellRule } from './shell-rule.ts'

/** Overwritten files that stay where they are. */
export const shellShredNoU = shellRule(
  {
    id: 'shell-shred-no-u',
    summary: 'overwrites a file and leaves it in place',
    severity: 'low',
    why: 'shred without -u removes nothing: the file stays under its name, in whole blocks of zeros or noise, and looks to the next reader, or to the next `sops -e -i`, like the file it was.',
    remedy: 'Add -u: `shred -u FILE`, or use `leaktight shred FILE`, which also says where overwriting is in vain.',
    references: ['https://www.gnu.org/software/coreutils/manual/html_node/shred-invocation.html'],
  },
  ['shred'],
)
