import { spawn } from 'node:child_process'
import { findProgram, foreignFolders } from './crypto/find-program.ts'
import { environmentOfSops } from './crypto/sops-environment.ts'

/** How a run of sops ended. What it wrote to standard error is read by nobody: it quotes plaintext. */
export type SopsRun = { readonly ok: true; readonly output: Buffer } | { readonly ok: false; readonly reason: string }

export interface SopsCall {
  /** Without any value of a file: everybody on the machine can read them. */
  readonly args: readonly string[]
  readonly input?: Uint8Array
  /** False where the output would be plaintext. */
  readonly keepOutput?: boolean
}

/** Runs the real sops. */
export type Sops = (call: SopsCall) => Promise<SopsRun>

// They would overrule the recipients of the creation rule.
const overruling =
  /^SOPS_(?:CONFIG|AGE_RECIPIENTS|PGP_FP|KMS_ARN|GCP_KMS_IDS|AZURE_KEYVAULT_URLS?|VAULT_URIS|HUAWEICLOUD_KMS_IDS|KEYSERVICE)$/

/**
 * The sops of PATH, from no folder of the work tree; undefined where there is none. It runs at the top of the work tree,
 * where version managers look which sops is meant, and is ended with `ending`.
 */
export const findSops = (env: NodeJS.ProcessEnv, workTree: string, ending?: AbortSignal): Sops | undefined => {
  const folders = foreignFolders(env.PATH ?? env.Path, workTree)
  const program = findProgram('sops', folders, workTree)
  if (program === undefined) return undefined
  const kept = Object.entries(env).filter(([name]) => !overruling.test(name))
  const environment = environmentOfSops(Object.fromEntries(kept), workTree, workTree)
  return async (call) =>
    ending?.aborted
      ? failed('was not started, because the work was interrupted')
      : run(program, call, workTree, environment, ending)
}

/** Somebody may have to touch a security key or to type a passphrase. */
const mostSeconds = 120
/** Ciphertext is base64, and the metadata of many recipients are long. */
const mostOutput = (input: Uint8Array | undefined): number => 8 * (input?.length ?? 0) + 16 * 1024 * 1024

const run = (
  program: string,
  call: SopsCall,
  cwd: string,
  env: NodeJS.ProcessEnv,
  ending?: AbortSignal,
): Promise<SopsRun> =>
  new Promise((resolve) => {
    const child = spawn(program, [...call.args], {
      cwd,
      env,
      stdio: ['pipe', call.keepOutput === true ? 'pipe' : 'ignore', 'ignore'],
      timeout: mostSeconds * 1000,
      windowsHide: true,
    })
    const end = () => child.kill()
    ending?.addEventListener('abort', end)
    const pieces: Buffer[] = []
    let size = 0
    child.stdout?.on('data', (piece: Buffer) => {
      pieces.push(piece)
      size += piece.length
      if (size > mostOutput(call.input)) child.kill()
    })
    child.stdin?.on('error', () => {}) // it ended early, and its exit code says why
    child.stdin?.end(call.input)
    child.on('error', (error: NodeJS.ErrnoException) => resolve(failed(`could not be started (${error.code})`)))
    child.on('close', (code, signal) => {
      ending?.removeEventListener('abort', end)
      if (code === 0) resolve({ ok: true, output: Buffer.concat(pieces) })
      else resolve(failed(code === null ? `was ended by ${signal ?? 'a signal'}` : (known.get(code) ?? other(code))))
    })
  })

const failed = (how: string): SopsRun => ({ ok: false, reason: `sops ${how}` })

const other = (code: number): string => `failed with exit code ${code}`

// getsops/sops, cmd/sops/codes/codes.go.
const known: ReadonlyMap<number, string> = new Map([
  [
    1,
    'failed with exit code 1: no creation rule matches, its configuration or recipients cannot be used, the file cannot be read as what its name says, or this sops is too old (3.11 is needed)',
  ],
  [2, 'could not read the file (exit code 2)'],
  [3, 'could not write the file (exit code 3)'],
  [4, 'could not write the file as what its name says (exit code 4)'],
  [5, 'could not use its configuration (exit code 5)'],
  [21, 'could not encrypt the MAC (exit code 21)'],
  [23, 'could not encrypt a value (exit code 23)'],
  [25, 'could not decrypt a value (exit code 25)'],
  [51, 'found that the MAC does not match (exit code 51)'],
  [91, 'did not find the key (exit code 91)'],
  [92, 'does not encrypt an empty file (exit code 92)'],
  [128, 'has no key that opens the file (exit code 128)'],
  [203, 'took the file for encrypted, because it has a key called sops (exit code 203)'],
])
