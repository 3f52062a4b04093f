import { posix, resolve } from 'node:path'
import { build } from 'esbuild'

/** A piece of the program that is loaded as a whole. */
interface Chunk {
  /** Modules (ESM). */
  readonly text: string
  /** The source whose exports it has; undefined for code that several share. */
  readonly entry: string | undefined
  /** Chunks whose code must have run before. */
  readonly needs: readonly string[]
}

export type Chunks = ReadonlyMap<string, Chunk>

export const target = 'node20.19'
export const mainFields = ['module', 'main']

/** The program that begins at `entry`, cut wherever code is loaded on demand. */
export const split = async (entry: string): Promise<Chunks> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    outdir: '.',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target,
    chunkNames: '[name]-[hash]',
    legalComments: 'inline',
    mainFields,
    // A CommonJS package in a chunk of its own has no named exports; this entry is the same code as modules.
    alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
    logLevel: 'warning',
    metafile: true,
    write: false,
  })
  return new Map(
    outputFiles.map(({ path, text }) => {
      const name = posix.basename(path)
      const { entryPoint, imports = [] } = metafile.outputs[name] ?? {}
      const needs = imports.flatMap((item) =>
        item.kind === 'import-statement' && item.external !== true ? [posix.basename(item.path)] : [],
      )
      return [name, { text, entry: entryPoint, needs }]
    }),
  )
}

/** A chunk and everything that must have run before it. */
const closure = (name: string, chunks: Chunks, into = new Set<string>()): ReadonlySet<string> => {
  if (into.has(name)) return into
  into.add(name)
  for (const needed of chunks.get(name)?.needs ?? []) closure(needed, chunks, into)
  return into
}

/** Where a chunk goes: into a file with others, as the export `part`, or into one of its own. */
export interface Home {
  readonly file: string
  readonly part?: string
}

/** Files of the bundle that hold several sources, with everything those need that is in no earlier file. */
export type Together = Readonly<Record<string, readonly string[]>>

const chunkOf = (entry: string, chunks: Chunks): string => {
  const [name] = [...chunks].find(([, chunk]) => chunk.entry === entry) ?? []
  if (name === undefined) throw new Error(`${entry} is never loaded on demand`)
  return name
}

/** Gives every chunk a place. */
export const homesOf = (chunks: Chunks, together: Together): ReadonlyMap<string, Home> => {
  const homes = new Map<string, Home>()
  for (const [file, entries] of Object.entries(together))
    for (const entry of entries)
      for (const member of closure(chunkOf(entry, chunks), chunks))
        if (!homes.has(member)) homes.set(member, { file, part: `part${homes.size}` })
  for (const name of chunks.keys()) if (!homes.has(name)) homes.set(name, { file: name })
  return homes
}
