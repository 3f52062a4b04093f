import { shellRule } from './shell-rule.ts'

/** Temporary names that others can take first. */
export const shellMktempU = shellRule(
  {
    id: 'shell-mktemp-u',
    summary: 'takes a temporary name without making the file',
    severity: 'medium',
    why: 'Between the choice of the name and the first write anybody can make the file or a symbolic link there, and then reads what is written or chooses where it goes. Plain `mktemp` makes the file at once, readable by its owner alone whatever the umask.',
    remedy: 'Let mktemp make it: `f=$(mktemp)`, `d=$(mktemp -d)`; for secrets with `-p "$XDG_RUNTIME_DIR"`.',
    references: ['https://cwe.mitre.org/data/definitions/377.html'],
  },
  ['mktemp', '$$', 'random', 'ppid'],
)
