import { join, relative } from 'node:path'
import { openObjectReader } from '../git/blobs.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import { saysNoRepository } from '../git/tracked.ts'
import { UserError } from '../model/errors.ts'
import { quotedWords } from '../private/words.ts'
import { findProgram, foreignFolders, isWithin } from '../sops/crypto/find-program.ts'
import { environmentOfSops } from '../sops/crypto/sops-environment.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import { editorOf, preparedEditor, realOf } from './edit-editor.ts'
import { guardEncrypted, isEncrypted, placeOfFile } from './edit-file.ts'
import type { Invocation } from './invocation.ts'
import { workPrivately } from './run.ts'
import { findFlagged } from './seal-findings.ts'
import { setUpHere } from './setup.ts'

export const editHelp = `Usage: leaktight edit [--on-disk] FILE

Opens an encrypted file in your editor (SOPS_EDITOR, EDITOR, or else vim, nano, vi) by the real sops, whose plaintext lies
in a private folder in memory. The editor is told to keep no swap file, backup, undo file and history. What lies in the
folder is overwritten and removed at the end, however that comes; then the file is checked by the rules of SOPS.

Knows vim, neovim, nano, emacs, VS Code, VSCodium, Cursor, micro, joe and helix. Any other editor is started as it is,
with a warning.

Options:
      --on-disk   where no folder is in memory, use the temporary folder on the disk; the plaintext that sops itself
                  deletes there is not overwritten

Exit codes: 0 edited or left as it was, 1 a rule of SOPS flags the result or it is not encrypted, 2 could not check,
else that of sops.

Examples:
  $ leaktight edit secrets/aws.yaml
  $ EDITOR='code --wait' leaktight edit secrets/aws.yaml
`

/** sops says so when the file was closed as it was opened (getsops/sops, cmd/sops/codes/codes.go). */
const unchanged = 200

const placeOf = async (invocation: Invocation): Promise<RepositoryPlace | undefined> => {
  try {
    return await findRepository(invocation)
  } catch (error) {
    if (error instanceof UserError && saysNoRepository(error, invocation.cwd)) return undefined
    throw error
  }
}

const fileOf = (argv: readonly string[]): { readonly file: string; readonly onDisk: boolean } => {
  const end = argv.indexOf('--')
  const flags = (end === -1 ? argv : argv.slice(0, end)).filter((word) => word.startsWith('-'))
  const files = argv.filter((word, index) => (end !== -1 && index > end) || !word.startsWith('-'))
  const strange = flags.find((flag) => flag !== '--on-disk')
  if (strange !== undefined) throw new UserError(`edit: unknown option ${strange}; see \`leaktight edit --help\``)
  const [file] = files
  if (file === undefined || files.length > 1) throw new UserError('edit: name one file: leaktight edit FILE')
  return { file, onDisk: flags.length > 0 }
}

const broken = 'is no encrypted file any more; look at it before it is committed (`git diff`, `git restore`)'

/** What the rules of SOPS say about the file now, a line each; undefined where it is none that they look at. */
const complaints = async (
  invocation: Invocation,
  place: RepositoryPlace,
  path: string,
): Promise<readonly string[] | undefined> => {
  const setup = await setUpHere(invocation, place.root, { format: 'text' })
  const reader = openObjectReader(place, setup.config.limits.holdBytes)
  try {
    const { files, errors, examined } = await findFlagged({ invocation, place, setup, reader, named: [path] })
    const found = files.flatMap(({ worktree }) => worktree.map(({ message, rule }) => `${message} (${rule})`))
    const said = [...found, ...errors.map(({ reason }) => reason)]
    return said.length > 0 || examined > 0 ? said : undefined
  } finally {
    await reader.close()
  }
}

/** How the file stands now; the rules of SOPS judge it where it lies in the repository. */
const report = async (
  invocation: Invocation,
  place: RepositoryPlace | undefined,
  path: string,
  file: string,
): Promise<{ readonly lines: readonly string[]; readonly isFlagged: boolean }> => {
  const isOurs = place !== undefined && isWithin(path, realOf(place.root))
  const wrong = isOurs ? await complaints(invocation, place, relative(realOf(place.root), path)) : undefined
  if (wrong !== undefined && wrong.length > 0)
    return { lines: wrong.map((line) => `${file}: ${line}`), isFlagged: true }
  if (!(await isEncrypted(file, path))) return { lines: [`${file} ${broken}`], isFlagged: true }
  const judged = wrong === undefined ? '' : '; no rule of SOPS blocks it'
  return { lines: [`${file} is encrypted${judged}`], isFlagged: false }
}

/** `leaktight edit`: the real sops and the user's editor, with a private folder in memory → the rules of SOPS. */
export const edit = async (
  argv: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<Dispatched> => {
  if (argv.includes('-h') || argv.includes('--help')) return { text: editHelp, exitCode: 0, output: undefined }
  const { file, onDisk } = fileOf(argv)
  const { env, cwd } = invocation
  const path = placeOfFile(file, cwd)
  await guardEncrypted(file, path)
  const place = await placeOf(invocation)
  const sops = findProgram('sops', foreignFolders(env.PATH ?? env.Path, place?.root), place?.root)
  if (sops === undefined) throw new UserError('edit: no sops is on PATH outside of the working tree: install it first')
  const words = editorOf(invocation, place?.root)
  const safe = { ...invocation, env: environmentOfSops(env, place?.root, cwd) }
  const { exitCode, endedBy } = await workPrivately(safe, terminal, {
    onDisk,
    endsAll: true,
    command: () => [sops, path],
    env: (folder) => {
      const quiet = preparedEditor(words, join(folder, 'editor'))
      if (quiet.warning !== undefined) terminal.write(`leaktight: ${quiet.warning}\n`)
      const editor = quotedWords(quiet.words)
      return { ...quiet.env, SOPS_EDITOR: editor, EDITOR: editor }
    },
  })
  if (exitCode === unchanged) terminal.write(`leaktight: ${file} was left as it was\n`)
  else if (exitCode !== 0 && !(await isEncrypted(file, path))) terminal.write(`leaktight: ${file} ${broken}\n`)
  if (exitCode === unchanged) return { text: '', exitCode: 0, output: undefined }
  if (exitCode !== 0) return { text: '', exitCode, output: undefined, ...(endedBy === undefined ? {} : { endedBy }) }
  const { lines, isFlagged } = await report(invocation, place, path, file)
  for (const line of lines) terminal.write(`leaktight: ${line}\n`)
  return { text: '', exitCode: isFlagged ? 1 : 0, output: undefined }
}
