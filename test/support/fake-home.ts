import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { awsPair } from './secrets.ts'

/** A text to be left behind: four lines of YAML with an AWS key pair on the second and third. */
export const plaintext = (): string => `region: eu-west-1\n${awsPair().yaml}`

/** Writes `content` into a home, and the folders above it. */
export const putInto =
  (home: string) =>
  (path: string, content: string | Uint8Array): string => {
    const absolute = join(home, path)
    mkdirSync(dirname(absolute), { recursive: true })
    writeFileSync(absolute, content, { mode: 0o600 })
    return absolute
  }

/** The first page of a core dump, and much around the text. */
const dumped = (text: string): Buffer =>
  Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(2_000_000, 7), Buffer.from(`\0${text}\0`), Buffer.alloc(500_000)])

const metafied = (text: string): Buffer =>
  Buffer.concat([...Buffer.from(text)].map((byte) => (byte < 0x80 ? Buffer.of(byte) : Buffer.of(0x83, byte ^ 0x20))))

/** Files in every place, in the format that the program of the place writes; what each is taken for, by its path. */
export const fillHome = (home: string, text = plaintext()): ReadonlyMap<string, string> => {
  const put = putInto(home)
  const heredoc = `cat > /tmp/aws-update.yaml <<EOF\n${text}EOF\n`
  const entries = { version: 1, resource: 'file:///home/alice/r/secrets/aws%20dev.yaml', entries: [] }
  put('.config/Code/User/History/1a/entries.json', JSON.stringify(entries))
  put('.local/share/Trash/info/aws.yaml.trashinfo', '[Trash Info]\nPath=/home/alice/aws.yaml\n')
  put('.cache/JetBrains/Idea2026.1/LocalHistory/changes.storageData', 'opaque')
  mkdirSync(join(home, 'tmp/.sops77'), { recursive: true })
  execFileSync('mkfifo', [join(home, 'tmp/.sops77/tmp-file')])
  symlinkSync('alice@host.123', join(home, 'tmp/.#aws.yaml'))
  const files: Readonly<Record<string, readonly [string | Uint8Array, string]>> = {
    '.bash_history': [`ls\n${heredoc}`, 'the history of bash'],
    '.zsh_history': [
      metafied(`: 1700000000:0;echo ä\n: 1700000001:0;${heredoc.trimEnd().replaceAll('\n', '\\\n')}\n`),
      'the history of zsh',
    ],
    '.local/share/fish/fish_history': [
      `- cmd: ls\n  when: 1\n- cmd: ${heredoc.replaceAll('\n', '\\n')}\n  when: 2\n`,
      'the history of fish',
    ],
    '.viminfo': [
      `# Registers:\n""1\tLINE\t0\n\t${text.trimEnd().replaceAll('\n', '\n\t')}\n`,
      'the registers and history of vim',
    ],
    '.local/state/nvim/swap/%tmp%aws.yaml.swp': [Buffer.from(`b0VIM 8.2\0\0\0\0${text}`), 'a swap file of neovim'],
    '.local/state/nvim/backup/aws.yaml~': [text, 'a backup of vim'],
    '.emacs.d/auto-save-list/.saves-1': [text, 'a backup of emacs'],
    'notes.yaml.save': [text, 'an emergency copy of nano'],
    '.config/Code/User/History/1a/x9Yz.yaml': [
      text,
      "the editor's local history of /home/alice/r/secrets/aws dev.yaml",
    ],
    '.vscode-server/data/User/History/1a/Rm7.yaml': [text, "the editor's local history"],
    '.var/app/com.vscodium.codium/config/VSCodium/User/History/1a/Fp7.yaml': [text, "the editor's local history"],
    '.config/VSCodium/Backups/77/file/9a': [
      `file:///home/alice/aws.yaml {"mtime":1}\n${text}`,
      'unsaved text that the editor keeps',
    ],
    'Library/Application Support/Cursor/User/History/2b/q.yaml': [text, "the editor's local history"],
    '.history/secrets/aws_20260101.yaml': [text, 'copies of the extension Local History'],
    '.local/share/Trash/files/r/.git/aws.yaml': [text, 'the trash'],
    'tmp/#aws.yaml#': [text, 'an auto-save file of emacs'],
    'tmp/aws.yaml~': [text, 'a backup of an editor'],
    'tmp/aws.yaml.save.1': [text, 'an emergency copy of nano'],
    'tmp/123456/binary.dat': [text, 'a temporary file of `sops edit`'],
    'tmp/.sops77/tmp-file123': [text, 'a temporary file of `sops exec-file`'],
    'tmp/core.4711': [dumped(text), 'a core dump'],
  }
  for (const [path, [content]] of Object.entries(files)) put(path, content)
  return new Map(Object.entries(files).map(([path, [, what]]) => [path, what]))
}
