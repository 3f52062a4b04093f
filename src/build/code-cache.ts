import type { Script } from 'node:vm'
import { openStore } from '../cache/private-store.ts'
import { version } from '../commands/version.generated.ts'

/** Compiled code of earlier runs. */
export interface CodeCache {
  /** What `source` was compiled to. */
  find(file: string, source: Buffer): Buffer | undefined
  /** Keeps what `script` has been compiled to, when the process ends well. */
  note(file: string, source: Buffer, script: Script): void
}

const none: CodeCache = { find: () => undefined, note: () => {} }

/** What is compiled in later runs is added to the cache by one run in so many. */
const refreshEvery = 32

type Host = Pick<NodeJS.Process, 'env' | 'pid' | 'version' | 'arch' | 'geteuid' | 'on'>

/**
 * The code in the user's own cache folder. V8 itself compares only the length of the source, and crashes on damaged
 * data. `NODE_DISABLE_COMPILE_CACHE` turns it off, as it does for node's own.
 */
export const openCodeCache = (host: Host): CodeCache => {
  const { env, pid, version: node, arch } = host
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return none
  const store = openStore({ env, uid: host.geteuid?.() }, `code-${version}-node-${node}-${arch}`)
  const notes: { readonly file: string; readonly source: Buffer; readonly script: Script }[] = []

  const save = (): void => {
    for (const { file, source, script } of notes) store.write(file, () => ({ source, data: script.createCachedData() }))
  }

  return {
    find: (file, source) => {
      const entry = store.read(file)
      return entry?.source.equals(source) ? entry.data : undefined
    },
    note: (file, source, script) => {
      if (script.cachedDataRejected === false && pid % refreshEvery !== 0) return
      if (notes.length === 0) host.on('exit', (code) => code <= 1 && save())
      notes.push({ file, source, script })
    },
  }
}
