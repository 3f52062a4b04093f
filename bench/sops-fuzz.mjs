// Looks at damaged SOPS files: `node bench/sops-fuzz.mjs [COUNT [FIRST-SEED [yaml json dotenv ini binary config]]]`.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const top = resolve(import.meta.dirname, '..')
const made = join(top, 'node_modules/.cache/leaktight/bench')
const program = join(made, 'sops-fuzz.mjs')

mkdirSync(made, { recursive: true })
await build({
  entryPoints: [join(top, 'bench/sops/fuzz.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  packages: 'external',
  logLevel: 'warning',
})
copyFileSync(join(top, 'src/commands/rules.generated.bin'), join(made, 'rules.generated.bin'))
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { cwd: top, stdio: 'inherit' })
process.exitCode = status ?? 2
