import { basename } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { type Chunks, type Home, homesOf, mainFields, split, type Together, target } from './chunks.ts'
import { wrapper } from './wrapper.ts'

/** Exports each member under the name of its part, marked as a module. */
const packOf = (members: readonly (readonly [name: string, Home])[]): string =>
  [
    ...members.map(([name, { part }]) => `import * as ${part} from 'chunk:${name}'`),
    ...members.map(([, { part }]) => `Object.defineProperty(${part}, '__esModule', { value: true })`),
    `export { ${members.map(([, { part }]) => part).join(', ')} }`,
  ].join('\n')

/** Asks for what is in another file, or on demand for what is in this one. */
const requestOf = ({ file, part }: Home): string =>
  `module.exports = load(${JSON.stringify(file)})${part === undefined ? '' : `.${part}`}`

/** Resolves what the chunks in `file` import. */
const placing = (file: string, chunks: Chunks, homes: ReadonlyMap<string, Home>): Plugin => ({
  name: 'placing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^chunk:/ }, ({ path }) => ({ path: path.slice('chunk:'.length), namespace: 'chunk' }))
    onResolve({ filter: /^\./, namespace: 'chunk' }, ({ path, kind }) => {
      const name = basename(path)
      const here = kind === 'import-statement' && homes.get(name)?.file === file
      return { path: name, namespace: here ? 'chunk' : 'request' }
    })
    onLoad({ filter: /^/, namespace: 'chunk' }, ({ path }) => ({ contents: chunks.get(path)?.text ?? '' }))
    onLoad({ filter: /^/, namespace: 'request' }, ({ path }) => {
      const home = homes.get(path)
      if (home === undefined) throw new Error(`${file} imports ${path}, which is no part of the bundle`)
      return { contents: requestOf(home) }
    })
  },
})

const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target,
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname' },
  logOverride: { 'empty-import-meta': 'error' },
  legalComments: 'linked',
  logLevel: 'warning',
  write: false,
} satisfies BuildOptions

/** What node runs: a file that holds all it needs. Threads share nothing with the program that starts them. */
const program = (entry: string, outfile: string) =>
  build({ ...options, mainFields, entryPoints: [entry], outfile, banner: { js: '#!/usr/bin/env node\n"use strict";' } })

/** Functions of the parts, so that they can be compiled and kept by ourselves. */
const wrapped = { banner: { js: `${wrapper.before}"use strict";` }, footer: { js: wrapper.after } }

/** What to bundle, with the names of files to be made. */
export interface Plan {
  readonly entry: string
  readonly together: Together
  /** Their sources by file. */
  readonly programs: Readonly<Record<string, string>>
}

/**
 * The program as CommonJS files by name. Those load at once, one after the other; modules are read and linked in turns
 * of the event loop, which costs several milliseconds.
 */
export const bundle = async ({ entry, together, programs }: Plan): Promise<ReadonlyMap<string, Uint8Array>> => {
  const chunks = await split(entry)
  const homes = homesOf(chunks, together)
  const part = (file: string) => {
    const members = [...homes].filter(([, home]) => home.file === file)
    const source = Object.hasOwn(together, file)
      ? { stdin: { contents: packOf(members) } }
      : { entryPoints: [`chunk:${file}`] }
    return build({ ...options, ...source, ...wrapped, outfile: file, plugins: [placing(file, chunks, homes)] })
  }
  const results = await Promise.all([
    ...Object.entries(programs).map(([file, source]) => program(source, file)),
    ...[...new Set([...homes.values()].map(({ file }) => file))].map(part),
  ])
  const files = new Map<string, Uint8Array>([['package.json', Buffer.from('{"type":"commonjs"}\n')]])
  for (const { outputFiles } of results)
    for (const { path, contents } of outputFiles) files.set(basename(path), contents)
  return files
}
