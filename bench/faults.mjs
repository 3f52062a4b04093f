// Fails each system call of `leaktight shred` in turn and looks at what is left: `node bench/faults.mjs` (Linux, strace).
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const top = resolve(import.meta.dirname, '..')
const made = join(top, 'node_modules/.cache/leaktight/bench')
const program = join(made, 'faults.mjs')

mkdirSync(made, { recursive: true })
await build({
  entryPoints: [join(top, 'bench/faults/sweep.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  packages: 'external',
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: top, stdio: 'inherit' })
process.exitCode = status ?? 2
