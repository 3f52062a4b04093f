import { basename, dirname, join } from 'node:path/posix'

/** Where plaintext was left behind; each asks for another remedy. */
export type LeftoverPlace =
  | 'file'
  | 'memory'
  | 'sops-temp'
  | 'shell-history'
  | 'vim-swap'
  | 'vim-registers'
  | 'editor-undo'
  | 'editor-backup'
  | 'editor-history'
  | 'trash'
  | 'core-dump'
  | 'aws-files'
  | 'archive'

const byName: readonly (readonly [RegExp, LeftoverPlace])[] = [
  [/\/Trash\/files\/|\/\.Trash(?:es|-\d+)\//, 'trash'],
  [/\/\.(?:bash|zsh|sh|ash|ksh|mksh|python|node_repl|psql|mysql)_?history$/, 'shell-history'],
  [/\/(?:fish_history|histfile|\.histfile|\.history)$|\/atuin\/[^/]+\.db(?:-wal)?$/, 'shell-history'],
  [/\/\.(?:viminfo|_viminfo)$|\/\.viminf[a-z]\.tmp$|\/nvim\/shada\/[^/]+$/, 'vim-registers'],
  [/\/(?:Code|VSCodium|Cursor|Windsurf|Code - OSS|Code - Insiders)\/(?:User\/History|Backups)\//, 'editor-history'],
  [/\/\.history\/[^/]+|\/JetBrains\/.*\/LocalHistory\//, 'editor-history'],
  [/\.sw[a-p]$/, 'vim-swap'],
  [/\.un~$|\/nvim\/undo\/|\/undo-tree\//, 'editor-undo'],
  [/~$|\/#[^/]+#$|\.save(?:\.\d+)?$|\/auto-save-list\//, 'editor-backup'],
  [/\/systemd\/coredump\/|\/core(?:\.[^/]*)?$/, 'core-dump'],
  [/\/\.aws\//, 'aws-files'],
  [/\/\.sops\d+\/[^/]+$|^(?:\/tmp|\/var\/tmp|.*\/tmp)\/\d{6,10}\/[^/]+$/, 'sops-temp'],
  [/^\/(?:dev\/shm|run\/user\/\d+)\//, 'memory'],
]

/** What a path says, where nobody who knows better has said it. */
export const placeOfPath = (path: string): LeftoverPlace =>
  byName.find(([pattern]) => pattern.test(path))?.[1] ?? 'file'

const places: ReadonlySet<string> = new Set(['file', 'archive', ...byName.map(([, place]) => place)])

// Of these a part is to go and the rest to stay.
const kept: ReadonlySet<LeftoverPlace> = new Set(['shell-history', 'vim-registers', 'aws-files', 'archive'])

/** Whether the whole file may be overwritten and removed. */
export const isWholeLeftover = (place: LeftoverPlace): boolean => !kept.has(place)

export const isLeftoverPlace = (word: string): word is LeftoverPlace => places.has(word)

/** The note that belongs to a file in the trash; none to a file in a folder that was thrown away as a whole. */
export const trashNote = (path: string): readonly string[] =>
  basename(dirname(path)) === 'files' ? [join(dirname(dirname(path)), 'info', `${basename(path)}.trashinfo`)] : []
