import { basename, resolve } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { type Chunks, type Home, homesOf, mainFields, split, type Together, target } from './chunks.ts'
import { wrapper } from './wrapper.ts'

const entryFile = 'cli.js'
const loader = resolve('src/build/load.ts')

/** Exports each member under the name of its part, marked as a module. */
const packOf = (members: readonly (readonly [name: string, Home])[]): string =>
  [
    ...members.map(([name, { part }]) => `import * as ${part} from 'chunk:${name}'`),
    ...members.map(([, { part }]) => `Object.defineProperty(${part}, '__esModule', { value: true })`),
    `export { ${members.map(([, { part }]) => part).join(', ')} }`,
  ].join('\n')

/** Asks for what is in another file, or on demand for what is in this one. */
const requestOf = ({ file, part }: Home, from: string): string => {
  const load = from === entryFile ? `require(${JSON.stringify(loader)}).load` : 'load'
  return `module.exports = ${load}(${JSON.stringify(file)})${part === undefined ? '' : `.${part}`}`
}

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
      return { contents: requestOf(home, file), resolveDir: '.' }
    })
  },
})

/** The entry is a program; every other file is a function, so that it can be compiled and kept by ourselves. */
const shellOf = (file: string): Pick<BuildOptions, 'banner' | 'footer'> =>
  file === entryFile
    ? { banner: { js: '#!/usr/bin/env node\n"use strict";' } }
    : { banner: { js: `${wrapper.before}"use strict";` }, footer: { js: wrapper.after } }

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

/** A thread's program shares nothing with the one that starts it. */
const threadFiles = (entry: string) =>
  build({ ...options, mainFields, entryPoints: [entry], outfile: basename(entry, '.ts').concat('.js') })

/**
 * The program as CommonJS files by name. Those load at once, one after the other; modules are read and linked in turns
 * of the event loop, which costs several milliseconds.
 */
export const bundle = async (
  entry: string,
  together: Together,
  threads: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const chunks = await split(entry)
  const homes = homesOf(chunks, together)
  const files = new Map<string, Uint8Array>([['package.json', Buffer.from('{"type":"commonjs"}\n')]])
  const fileOf = (file: string) => {
    const members = [...homes].filter(([, home]) => home.file === file)
    const source = Object.hasOwn(together, file)
      ? { stdin: { contents: packOf(members) } }
      : { entryPoints: [`chunk:${file}`] }
    return build({ ...options, ...source, ...shellOf(file), outfile: file, plugins: [placing(file, chunks, homes)] })
  }
  const names = new Set([...homes.values()].map(({ file }) => file))
  for (const { outputFiles } of await Promise.all([...[...names].map(fileOf), ...threads.map(threadFiles)]))
    for (const { path, contents } of outputFiles) files.set(basename(path), contents)
  return files
}
