import { isAssignment } from '../places.ts'
import type { Scene } from '../scene.ts'
import type { SecretUse } from '../secrets.ts'
import type { Word } from '../token.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

const builtins: ReadonlySet<string> = new Set([
  ...[
    'echo',
    'printf',
    'print',
    'test',
    '[',
    '[[',
    'export',
    'local',
    'declare',
    'typeset',
    'readonly',
    'read',
    'eval',
  ],
  ...['source', '.', ':', 'true', 'false', 'return', 'exit', 'set', 'unset', 'shift', 'let', 'cd', 'trap', 'builtin'],
  ...[
    'mapfile',
    'readarray',
    'getopts',
    'alias',
    'hash',
    'type',
    'command',
    'break',
    'continue',
    'wait',
    'case',
    'db_set',
  ],
])

/** Programs that people give secrets to, with the way that shows them to nobody. */
const better: Readonly<Record<string, string>> = {
  curl: '`-H @-` or `-K -` with the header on standard input, or `--netrc-file`',
  wget: '`--header` from a private `.wgetrc`, or `curl -K -`',
  aws: 'environment variables, or `credential_process` in its configuration',
  mysql: '`--defaults-extra-file=<(…)`',
  mysqldump: '`--defaults-extra-file=<(…)`',
  psql: 'PGPASSFILE',
  docker: '`--password-stdin`, `--env-file <(…)`, `--secret`',
  podman: '`--password-stdin`, `--env-file <(…)`, `--secret`',
  helm: '`--values <(…)`',
  kubectl: '`--from-file=NAME=/dev/stdin`',
  gh: 'standard input',
  git: 'a credential helper',
  sshpass: '`-e` or `-d`',
  openssl: '`-pass env:` or `-pass fd:`',
  vault: '`-` for standard input',
  az: 'environment variables',
  npm: 'an `.npmrc` that names the variable',
  jq: '`env.NAME` or `$ENV.NAME`',
  ssh: 'standard input',
  'redis-cli': 'REDISCLI_AUTH',
  htpasswd: '`-i`',
}

/** Secrets among the arguments of programs, which every user of the machine can read. */
export const argvSecret = (scene: Scene): Detector => {
  const { facts } = scene

  const secretIn = (words: readonly Word[]): readonly [Word, SecretUse] | undefined => {
    for (const [index, word] of words.entries()) {
      if (namesFile.test(textOf(words[index - 1]))) continue
      const use = facts.secrets.in(word.parts)
      if (use !== undefined) return [word, use]
    }
    return undefined
  }

  return {
    visit({ step }) {
      if (step.head === undefined || isSopsSet(step)) return
      const wrapping = wrapperWords(step)
      const external = isExternal(step, wrapping.length > 0) && !facts.functions.has(step.name)
      const found = secretIn(wrapping) ?? (external ? secretIn(step.words) : undefined)
      if (found === undefined) return
      const [word, use] = found
      const name = /^[\w.+-]{1,40}$/.test(step.name) ? step.name : 'a program'
      const way = better[step.name]
      const note = `gives ${use.shown} to ${name} as an argument, which every user can read while it runs${way === undefined ? '' : `; use ${way}`}`
      scene.hitWord('shell-argv-secret', word, {
        note,
        ...(way === undefined && !isTold(step, word) ? { severity: 'low' } : {}),
      })
    },
  }
}

/** What follows such an option is a path. */
const namesFile = /^--?(?:[a-z]+[-_])*(?:file|path)$/i

const secretOption =
  /^--?(?:[a-z]+-)*(?:password|passphrase|pass|token|secret|secret-key|api-?key|credentials?)(?:=|$)/i

/** The argument itself says that it is a secret: `--password=…`. */
const isTold = ({ words, args }: Visit['step'], word: Word): boolean =>
  secretOption.test(args[words.indexOf(word)] ?? '') || secretOption.test(args[words.indexOf(word) - 1] ?? '')

/** What stands between `sudo` or `env` and the command, where there is such a program. */
const wrapperWords = ({ command, head }: Visit['step']): readonly Word[] => {
  const first = command.words.findIndex((word) => !isAssignment(word))
  const own = first === -1 ? undefined : command.words[first]
  if (own === undefined || own === head || !/^(?:sudo|env|doas)$/.test(textOf(own))) return []
  return command.words.slice(first + 1).filter(({ start }) => start < (head?.start ?? 0))
}

const textOf = (word: Word | undefined): string => (word?.parts[0]?.kind === 'text' ? word.parts[0].text : '')

const isExternal = ({ name, head }: Visit['step'], wrapped: boolean): boolean => {
  if (name === '' || name.startsWith('((')) return false
  if (!builtins.has(name)) return true
  return (wrapped || textOf(head).includes('/')) && name.length > 3
}

const isSopsSet = ({ name, args }: Visit['step']): boolean =>
  name === 'sops' && (args[0] === 'set' || args.includes('--set'))
