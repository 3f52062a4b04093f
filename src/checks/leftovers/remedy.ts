import { shellQuoted } from '../../formats/shell-quote.ts'
import { type LeftoverPlace, trashNote } from './place.ts'

type Remedy = (path: string, quoted: string) => string

const shred: Remedy = (_, quoted) => `leaktight shred ${quoted}`

const remedies: Readonly<Record<LeftoverPlace, Remedy>> = {
  file: shred,
  memory: (_, quoted) => `rm -- ${quoted} (it lies in memory, so that removing it is enough)`,
  'sops-temp': (path, quoted) => `Close sops and its editor if they still run, then: ${shred(path, quoted)}`,
  'shell-history': (_, quoted) =>
    `Write a copy without these lines into memory (leaktight run), then leaktight shred ${quoted} and put the copy in its place. Close other shells first, which write theirs back. ` +
    'Editing in place or history -d frees the old blocks unwiped. Then rotate the credential. HISTCONTROL=ignorespace keeps a line that begins with a space out of the history',
  'vim-swap': (path, quoted) =>
    `Unless an editor still has the file open (vim -r shows): ${shred(path, quoted)} (leaktight edit opens a secret without swap files)`,
  'vim-registers': (path, quoted) =>
    `${shred(path, quoted)} (registers, marks and command history of the editor are lost with it)`,
  'editor-undo': (path, quoted) => `${shred(path, quoted)} (leaktight edit opens a secret without undo files)`,
  'editor-backup': (path, quoted) => `${shred(path, quoted)} (leaktight edit opens a secret without backup files)`,
  'editor-history': (path, quoted) =>
    `${shred(path, quoted)} and have the editor keep none of such files (VS Code: "workbench.localHistory.exclude": {"**/secrets/**": true})`,
  trash: (path, quoted) => ['leaktight shred', quoted, ...trashNote(path).map(shellQuoted)].join(' '),
  'core-dump': (path, quoted) => `${shred(path, quoted)} (ulimit -c 0 keeps a shell's programs from dumping)`,
  'aws-files': (_, quoted) =>
    `This is where the AWS CLI keeps keys: remove the profile if the encrypted file is to hold the only copy, else chmod 600 ${quoted}`,
  archive: (path, quoted) => `${shred(path, quoted)} (first take out of it whatever else you want to keep)`,
}

/** What to do about plaintext at a path; begins with the command where there is one. */
export const remedyIn = (place: LeftoverPlace, path: string): string => remedies[place](path, shellQuoted(path))
