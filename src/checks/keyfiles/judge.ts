import type { RuleMeta, Severity } from '../../model/rule.ts'
import { keyfileInStore, keyfileMode, keyfileOwner, keyfileParent, keyfileTracked } from './metas.ts'

/** A private key file as it lies on the machine; nothing of its content. */
export interface KeyFile {
  /** As it was looked for; absolute. */
  readonly path: string
  /** The same without symbolic links. */
  readonly real: string
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly folderMode: number
  readonly tracking: 'tracked' | 'not-ignored' | 'elsewhere'
  /** SSH keys are judged by their mode alone: other rules look after them. */
  readonly kind: 'age' | 'ssh'
}

/** What is wrong with a key file, in one sentence. */
export interface KeyFileFault {
  readonly meta: RuleMeta
  readonly severity: Severity
  readonly message: string
}

/** Everything that is wrong with a key file of the user. */
export function* faultsOf(file: KeyFile, uid: number): Generator<KeyFileFault> {
  const name = file.real === file.path ? 'this private key' : `the private key that this links to, ${file.real},`
  if (file.real.startsWith('/nix/store/')) {
    yield fault(keyfileInStore, `${name} lies in the Nix store, which everybody can read`)
    return
  }
  yield* modeFaults(file, name)
  if (file.kind === 'ssh') return
  if (file.uid !== uid && file.uid !== 0)
    yield fault(keyfileOwner, `${name} belongs to the user with the id ${file.uid}`)
  yield* folderFaults(file, name)
  if (file.tracking === 'tracked') yield fault(keyfileTracked, `${name} is tracked by git`, 'critical')
  if (file.tracking === 'not-ignored')
    yield fault(keyfileTracked, `${name} lies in the working tree and is not ignored, so that git add takes it along`)
}

const fault = (meta: RuleMeta, message: string, severity = meta.severity): KeyFileFault => ({ meta, severity, message })

/** Beyond reading and writing by the owner. */
const tooWide = 0o177

function* modeFaults({ mode }: KeyFile, name: string): Generator<KeyFileFault> {
  if ((mode & tooWide) === 0) return
  const bits = (mode & 0o777).toString(8).padStart(4, '0')
  const others = (mode & 0o077) !== 0
  const message = `${name} has the mode ${bits}, where 0600 or 0400 is wanted`
  yield others ? fault(keyfileMode, message) : fault(keyfileMode, message, 'low')
}

/** With the sticky bit only owners rename. A group is often the user's own, which the mode does not tell. */
function* folderFaults({ folderMode }: KeyFile, name: string): Generator<KeyFileFault> {
  if ((folderMode & 0o1000) !== 0 || (folderMode & 0o022) === 0) return
  const everybody = (folderMode & 0o002) !== 0
  const message = `${name} lies in a folder that ${everybody ? 'everybody' : 'its group'} can write`
  yield everybody ? fault(keyfileParent, message) : fault(keyfileParent, message, 'low')
}
