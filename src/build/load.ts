import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { type CodeCache, openCodeCache } from './code-cache.ts'
import type { Wrapped } from './wrapper.ts'

interface Loaded {
  exports: unknown
}

const loaded = new Map<string, Loaded>()
let cache: CodeCache | undefined

const compile = (file: string): Wrapped => {
  const path = join(__dirname, file)
  const source = readFileSync(path)
  cache ??= openCodeCache(process)
  const cachedData = cache.find(file, source)
  const script = new Script(source.toString('latin1'), { filename: path, ...(cachedData && { cachedData }) })
  cache.note(file, source, script)
  return script.runInThisContext()
}

/** The exports of a file of the bundle. It runs when it is first asked for. */
export const load = (file: string): unknown => {
  const known = loaded.get(file)
  if (known !== undefined) return known.exports
  const fresh: Loaded = { exports: {} }
  loaded.set(file, fresh)
  compile(file)(fresh, require, load, __dirname)
  return fresh.exports
}
