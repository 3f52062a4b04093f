import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import type { Keys } from '../../model/rule.ts'
import { findProgram, foreignFolders } from './find-program.ts'
import { environmentOfSops } from './sops-environment.ts'

/** What the real sops says about a file; of its own messages nothing, because they quote plaintext. */
export type SopsAnswer =
  /** The caller overwrites the plaintext. */
  | { readonly is: 'plaintext'; readonly plaintext: Buffer }
  | { readonly is: 'mac-mismatch' }
  | { readonly is: 'tree-error' }
  | { readonly is: 'no-key' }
  | { readonly is: 'failed'; readonly reason: string }

export type SopsType = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary'

/** A file as it is handed to sops. */
export interface SopsQuestion {
  readonly content: Uint8Array
  readonly type: SopsType
  readonly answerType: 'yaml' | 'json'
}

/** Asks the sops of PATH; undefined where there is none outside of the work tree. Nothing is written to any file. */
export const askSops = async ({ env, workTree }: Keys, question: SopsQuestion): Promise<SopsAnswer | undefined> => {
  const folders = foreignFolders(env.PATH ?? env.Path, workTree)
  const program = findProgram('sops', folders, workTree)
  if (program === undefined) return undefined
  return run(program, environmentOfSops(env, workTree, dirname(program)), question)
}

/** Somebody may have to touch a security key or type a passphrase. */
const mostSeconds = 120

/** JSON writes a byte in six, of which base64 made one and a third. */
const mostGrowth = 6

const run = (
  program: string,
  env: NodeJS.ProcessEnv,
  { content, type, answerType }: SopsQuestion,
): Promise<SopsAnswer> =>
  new Promise((resolve) => {
    const child = spawn(program, ['decrypt', '--input-type', type, '--output-type', answerType], {
      cwd: dirname(program), // no .sops.yaml of a repository is read
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: mostSeconds * 1000,
      windowsHide: true,
    })
    const pieces: Buffer[] = []
    let size = 0
    child.stdout.on('data', (piece: Buffer) => {
      pieces.push(piece)
      size += piece.length
      if (size > mostGrowth * content.length + 65_536) child.kill()
    })
    child.stdin.on('error', () => {}) // it ended early, and its exit code says why
    child.stdin.end(content)
    child.on('error', (error: NodeJS.ErrnoException) => resolve(failed(`could not be started (${error.code})`)))
    child.on('close', (code) => {
      const plaintext = Buffer.concat(pieces)
      for (const piece of pieces) piece.fill(0)
      if (code !== 0) plaintext.fill(0)
      resolve(code === 0 ? { is: 'plaintext', plaintext } : answerTo(code))
    })
  })

const failed = (how: string): SopsAnswer => ({ is: 'failed', reason: `sops ${how}` })

// getsops/sops, cmd/sops/codes/codes.go.
const answerTo = (code: number | null): SopsAnswer => {
  switch (code) {
    case 25:
      return { is: 'tree-error' }
    case 51:
      return { is: 'mac-mismatch' }
    case 128:
      return { is: 'no-key' }
    case null:
      return failed('was ended before it answered')
    default:
      return failed(`failed with exit code ${code}; run sops decrypt on the file to see why (3.10 or later is needed)`)
  }
}
