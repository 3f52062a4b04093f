import { secretWords, shellRule } from './shell-rule.ts'

/** Secrets in what make prints. */
export const shellMakeEcho = shellRule(
  {
    id: 'shell-make-echo',
    summary: 'lets make print a command with a secret in it',
    severity: 'medium',
    why: 'make prints every line of a recipe after it has filled in its own variables and $(shell …), so that the secret stands in the log, and in the arguments of the shell.',
    remedy:
      'Put @ before the line, and let the shell fill in the value: `@sops exec-env FILE COMMAND`, or `$$NAME` for a variable of the environment.',
    references: ['https://www.gnu.org/software/make/manual/html_node/Echoing.html'],
  },
  secretWords,
  { paths: (path) => /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path) },
)
