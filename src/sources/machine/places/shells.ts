import { basename, dirname, isAbsolute } from 'node:path'
import type { Kind, Person, Spot } from '../place.ts'
import { fishText } from '../text/fish.ts'
import { sqliteText } from '../text/sqlite.ts'
import { zshText } from '../text/zsh.ts'

const mebibyte = 1024 * 1024

// The copy is put back only once the file is gone, whatever became of its blocks; where FIRST and LAST were not replaced,
// or anything fails, the file stays.
const withoutLines =
  'umask 077; sed "$1" "$2" > "$LEAKTIGHT_TMP/kept" && (leaktight shred "$2"; test -e "$2" || cp "$LEAKTIGHT_TMP/kept" "$2")'

const remedy = `leaktight run -- sh -c '${withoutLines}' - FIRST,LASTd {file} (once the shells that write it are closed; FIRST and LAST are the numbers of the lines to take out. An editor would leave the old blocks on the disk)`

const history = { bytes: 64 * mebibyte, remedy } as const

const bash: Kind = { ...history, what: 'the history of bash', names: (name) => name === '.bash_history' }

const zsh: Kind = {
  ...history,
  what: 'the history of zsh',
  names: (name) => /^\.?(?:zsh_history|zhistory|histfile)(?:\.(?:new|LOCK|\d+))?$/.test(name),
  text: zshText,
}

const others: Kind = {
  ...history,
  what: 'the history of a shell or interpreter',
  names: (name) =>
    /^\.(?:sh|ash|ksh|mksh|dash|python|node_repl|psql|mysql|sqlite|rediscli|irb|php|lesshs?t)_?(?:history)?$/.test(
      name,
    ),
}

/** Directly in the home. */
export const shellKinds: readonly Kind[] = [bash, zsh, others]

const fish: Kind = {
  ...history,
  what: 'the history of fish',
  names: (name) => name.startsWith('fish_history') || name.endsWith('_history'),
  text: fishText,
}

const database: Kind = {
  ...history,
  what: 'a shell history in a database',
  names: (name) => /\.(?:db|sqlite3?)(?:-wal)?$/.test(name),
  text: sqliteText,
  remedy:
    "sqlite3 {file} 'PRAGMA secure_delete = on; VACUUM;' (once the command was deleted by the program that keeps it, as with `atuin search --delete`)",
}

/** What `HISTFILE` names may be of zsh, which alone writes as zsh does. */
const named = (name: string): Kind => ({ ...zsh, what: 'the history of a shell', names: (one) => one === name })

const namedSpot = ({ env, uid }: Person): Spot[] => {
  const file = env.HISTFILE
  if (file === undefined || !isAbsolute(file)) return []
  return [{ folder: dirname(file), depth: 1, kinds: [named(basename(file))], uid }]
}

export const shellSpots = (person: Person): readonly Spot[] => {
  const { home, env, uid } = person
  const data = env.XDG_DATA_HOME || `${home}/.local/share`
  const state = env.XDG_STATE_HOME || `${home}/.local/state`
  const spot = (folder: string, ...kinds: readonly Kind[]): Spot => ({ folder, depth: 1, kinds, uid })
  return [
    spot(`${data}/fish`, fish),
    ...['atuin', 'mcfly', 'zsh-histdb'].map((name) => spot(`${data}/${name}`, database)),
    spot(`${home}/.histdb`, database),
    spot(`${state}/zsh`, { ...zsh, names: () => true }),
    spot(`${state}/bash`, { ...bash, names: () => true }),
    ...(env.ZDOTDIR === undefined || !isAbsolute(env.ZDOTDIR) ? [] : [spot(env.ZDOTDIR, zsh)]),
    ...namedSpot(person),
  ]
}
