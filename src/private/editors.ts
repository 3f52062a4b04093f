import { basename } from 'node:path'

/** An editor that leaves nothing behind but the file, as far as it can be told to. */
export interface QuietEditor {
  readonly words: readonly string[]
  /** Written into the private folder before it starts. */
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What it cannot be told, in one sentence. */
  readonly warning?: string
}

/** `real` is the program that the first word leads to. */
type Flags = (words: readonly string[], folder: string, real: string) => QuietEditor

// Said twice: before the user's configuration, for what is read while the file is opened, and after it.
const vimOptions = 'silent! set noswapfile nobackup nowritebackup noundofile viminfo= viminfofile=NONE'
const nvimOptions = 'silent! set noswapfile nobackup nowritebackup noundofile shada= shadafile=NONE'
// Each by itself: a small vim lacks some, and gives up at the first.
const each = (options: string): readonly string[] => {
  const [silent = '', set = '', ...names] = options.split(' ')
  return names.map((name) => `${silent} ${set} ${name}`)
}
const told = (flag: '--cmd' | '-c', options: string): readonly string[] => [flag, each(options).join(' | ')]

// Commands of the user's own may switch one on while the file is written; then it lies in the folder, and goes with it.
const folders = ['directory', 'backupdir', 'undodir', 'viewdir']
const plain = /^[\w./-]+$/

const vimLike =
  (options: string, ...first: readonly string[]): Flags =>
  (words, folder) => {
    const moved = plain.test(folder) ? folders.map((name) => ` ${name}=${folder}`).join('') : ''
    const flags = ['-n', '-i', 'NONE', ...told('--cmd', options), ...told('-c', options + moved)]
    return { words: [...words, ...first, ...flags], files: { README: '' } }
  }

// Modes that save what was seen are ended: their variables alone change nothing once the user's own file has begun them.
const emacs: readonly string[] = [
  '--eval',
  '(progn (setq-default make-backup-files nil auto-save-default nil create-lockfiles nil) (setq auto-save-list-file-prefix nil undo-tree-auto-save-history nil) (dolist (mode (quote (savehist-mode recentf-mode save-place-mode desktop-save-mode auto-save-visited-mode global-undo-tree-mode))) (when (and (boundp mode) (symbol-value mode)) (funcall mode -1))))',
]

// Two dashes switch off what the user's own file may have switched on.
const joe = ['-nobackups', '-nodeadjoe', '-nolocks', '--joe_state'] as const

const codeSettings = JSON.stringify({
  'workbench.localHistory.enabled': false,
  'files.hotExit': 'off',
  'telemetry.telemetryLevel': 'off',
  'settingsSync.enabled': false,
})

/** What hands the file to a window of another system: of a remote session, of a container, of Windows. */
const handsOn = /\/remote-cli\/|^\/mnt\/[a-z]\//

const code: Flags = (words, folder, real) => {
  const waiting = [...words, ...(words.includes('--wait') || words.includes('-w') ? [] : ['--wait'])]
  if (handsOn.test(real)) {
    const name = basename(words[0] ?? '')
    return {
      words: waiting,
      warning: `${name} hands the file to a window that runs already: its Local History keeps what is saved, unless workbench.localHistory.enabled is false there`,
    }
  }
  // Extensions may keep a history of their own.
  const flags = ['--new-window', '--disable-extensions', '--user-data-dir', folder]
  return { words: [...waiting, ...flags], files: { 'User/settings.json': codeSettings } }
}

const adding =
  (...flags: readonly string[]): Flags =>
  (words) => ({ words: [...words, ...flags] })

const emacsclient: Flags = (words) => ({
  words,
  warning:
    'emacsclient leaves the file to an Emacs that runs already: whether that keeps backups, its configuration says',
})

const microSettings = JSON.stringify({
  backup: false,
  permbackup: false,
  savehistory: false,
  savecursor: false,
  saveundo: false,
})

// When it ends it writes its settings anew, without those that a flag set to what they are by default.
const micro: Flags = (words, folder) => ({
  words: [...words, '-config-dir', folder],
  files: { 'settings.json': microSettings },
})

// It copies what it edits for `vi -r`, which nothing but its start-up commands can have elsewhere.
const nvi: Flags = (words, folder) => ({
  words,
  files: { README: '' },
  env: { NEXINIT: `set recdir=${folder} directory=${folder}` },
})

/** By the name of the program. */
const known: ReadonlyMap<string, Flags> = new Map<string, Flags>([
  ...['vim', 'rvim', 'view', 'vimx', 'vimdiff'].map((name) => [name, vimLike(vimOptions)] as const),
  // In the foreground, or sops would take the file for closed.
  ...['gvim', 'rgvim', 'gview', 'mvim'].map((name) => [name, vimLike(vimOptions, '-f')] as const),
  ['nvim', vimLike(nvimOptions)],
  ['nvi', nvi],
  // Its own configuration may ask for backups, locks and a history of searches.
  ...['nano', 'rnano'].map((name) => [name, adding('--ignorercfiles')] as const),
  ['emacs', adding(...emacs)],
  ['emacsclient', emacsclient],
  ['micro', micro],
  ...['joe', 'jmacs', 'jpico', 'jstar'].map((name) => [name, adding(...joe)] as const),
  // They keep nothing beside the file, which lies in the private folder.
  ...['hx', 'helix', 'kak'].map((name) => [name, adding()] as const),
  ...['code', 'codium', 'vscodium', 'cursor'].map((name) => [name, code] as const),
])

/** `vim.basic`, `emacs-28.2` and `code-oss` are a `vim`, an `emacs` and a `code`. */
const flagsOf = (program: string): Flags | undefined => {
  const name = basename(program)
  return known.get(name) ?? known.get(name.split(/[.-]/, 1)[0] ?? '')
}

const unknown = (program: string): string =>
  `it is not known how ${basename(program)} is told to keep no backups and no history; look whether it left any`

/**
 * The words that start an editor without swap, backup, undo and history files. `real` is the program that its name leads
 * to, which knows `vi` for what it is; `folder` may be used as its own.
 */
export const quietEditor = (words: readonly string[], real: string, folder: string): QuietEditor => {
  const [program = ''] = words
  const flags = flagsOf(program) ?? flagsOf(real)
  return flags?.(words, folder, real) ?? { words, warning: unknown(program) }
}
