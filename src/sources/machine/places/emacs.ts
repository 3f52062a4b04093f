import type { Kind, Person, Spot } from '../place.ts'

const remedy =
  'leaktight shred {file} and set `make-backup-files` and `auto-save-default` to nil for secrets, or use `leaktight edit FILE`'

/** `#NAME#`; the lock `.#NAME` is a link and never followed. */
const autoSave: Kind = { what: 'an auto-save file of emacs', names: (name) => /^#.+#$/.test(name), remedy }

/** `NAME~`, `NAME.~1~`: of emacs, and of vim and others with their settings. */
const backup: Kind = { what: 'a backup of an editor', names: (name) => name.length > 1 && name.endsWith('~'), remedy }

export const emacsKinds: readonly Kind[] = [autoSave, backup]

const anything: Kind = { what: 'a backup of emacs', names: () => true, remedy }

export const emacsSpots = ({ home, env, uid }: Person): readonly Spot[] =>
  [`${home}/.emacs.d`, `${env.XDG_CONFIG_HOME || `${home}/.config`}/emacs`].flatMap((folder) =>
    ['auto-save-list', 'auto-saves', 'auto-save', 'backups', 'backup', 'saves'].map((name) => ({
      folder: `${folder}/${name}`,
      depth: 2,
      kinds: [anything],
      uid,
    })),
  )
