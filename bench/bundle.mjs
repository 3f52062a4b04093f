// TypeScript of the project as programs of their own.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const top = resolve(import.meta.dirname, '..')
const made = join(top, 'node_modules/.cache/leaktight/bench')

/** A file that is kept out of the repository. */
export const madeFile = (name) => {
  mkdirSync(made, { recursive: true })
  return join(made, name)
}

/** Bundles a source, given from the top of the repository, and answers where the program is; the rules lie beside it. */
export const bundled = async (source, name) => {
  const program = madeFile(name)
  await build({
    entryPoints: [join(top, source)],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    packages: 'external',
    logLevel: 'warning',
  })
  copyFileSync(join(top, 'src/commands/rules.generated.bin'), madeFile('rules.generated.bin'))
  return program
}

/** Runs a source with the words of this command line, and ends as it ends. */
export const runSource = async (source, name) => {
  const words = [await bundled(source, name), ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, words, { cwd: top, stdio: 'inherit' })
  process.exitCode = status ?? 2
}
