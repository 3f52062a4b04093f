import { basename } from 'node:path'

/** An editor that leaves nothing behind but the file, as far as it can be told to. */
export interface QuietEditor {
  readonly words: readonly string[]
  /** Written into the private folder before it starts. */
  readonly files?: Readonly<Record<string, string>>
  /** What it cannot be told, in one sentence. */
  readonly warning?: string
}

// Said twice: before the user's configuration, for what is read while the file is opened, and after it.
const vimOptions = 'silent! set noswapfile nobackup nowritebackup noundofile viminfo= viminfofile=NONE'
const nvimOptions = 'silent! set noswapfile nobackup nowritebackup noundofile shada= shadafile=NONE'
// Each by itself: a small vim lacks some, and gives up at the first.
const each = (options: string): readonly string[] => {
  const [silent = '', set = '', ...names] = options.split(' ')
  return names.map((name) => `${silent} ${set} ${name}`)
}
const told = (flag: '--cmd' | '-c', options: string): readonly string[] => [flag, each(options).join(' | ')]

const vim: readonly string[] = ['-n', '-i', 'NONE', ...told('--cmd', vimOptions), ...told('-c', vimOptions)]
const nvim: readonly string[] = ['-n', '-i', 'NONE', ...told('--cmd', nvimOptions), ...told('-c', nvimOptions)]

const emacs = [
  '--eval',
  '(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil savehist-mode nil recentf-mode nil desktop-save-mode nil undo-tree-auto-save-history nil)',
] as const

const micro = ['backup', 'permbackup', 'savehistory', 'savecursor', 'saveundo'].flatMap((name) => [`-${name}`, 'false'])

const codeSettings = JSON.stringify({
  'workbench.localHistory.enabled': false,
  'files.hotExit': 'off',
  'telemetry.telemetryLevel': 'off',
  'settingsSync.enabled': false,
})

const code = (words: readonly string[], folder: string): QuietEditor => ({
  words: [...words, ...(words.includes('--wait') || words.includes('-w') ? [] : ['--wait']), '--user-data-dir', folder],
  files: { 'User/settings.json': codeSettings },
})

type Flags = (words: readonly string[], folder: string) => QuietEditor

const adding =
  (flags: readonly string[]): Flags =>
  (words) => ({ words: [...words, ...flags] })

/** By the name of the program. */
const known: ReadonlyMap<string, Flags> = new Map<string, Flags>([
  ...['vim', 'gvim', 'rvim', 'view', 'vimx'].map((name) => [name, adding(vim)] as const),
  ['nvim', adding(nvim)],
  // Its own configuration may ask for backups, locks and a history of searches.
  ...['nano', 'rnano', 'pico'].map((name) => [name, adding(['--ignorercfiles'])] as const),
  ...['emacs', 'emacs-nox', 'emacs-gtk', 'emacs-lucid'].map((name) => [name, adding(emacs)] as const),
  ['micro', adding(micro)],
  ['joe', adding(['-nobackups', '-nodeadjoe'])],
  ...['hx', 'helix'].map((name) => [name, adding([])] as const),
  ...['code', 'code-oss', 'code-insiders', 'codium', 'vscodium', 'cursor'].map((name) => [name, code] as const),
])

/** `vim.basic` and `emacs-28.2` are what Debian's `vim` and `emacs` lead to. */
const nameOf = (program: string): string =>
  basename(program).replace(/\.(?:tiny|basic|nox|gtk3?|athena|exe)$|-\d.*$/, '')

const unknown = (program: string): string =>
  `it is not known how ${basename(program)} is told to keep no backups and no history; look whether it left any`

/**
 * The words that start an editor without swap, backup, undo and history files. `real` is the program that its name leads
 * to, which knows `vi` for what it is; `folder` may be used as its own.
 */
export const quietEditor = (words: readonly string[], real: string, folder: string): QuietEditor => {
  const [program = ''] = words
  const flags = known.get(nameOf(program)) ?? known.get(nameOf(real))
  return flags?.(words, folder) ?? { words, warning: unknown(program) }
}
