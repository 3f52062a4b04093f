// Measures the kernel beside the automaton in JavaScript, a SIMD prefilter and a copy: `node bench/kernel.mjs FOLDER`.
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import asc from 'assemblyscript/asc'
import { bundled, madeFile } from './bundle.mjs'

const top = resolve(import.meta.dirname, '..')

const compiled = async () => {
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
    '--enable',
    'simd',
  ]
  const wasm = madeFile('prefilter.wasm')
  const { error, stderr } = await asc.main([join(top, 'bench/kernel/prefilter.ts'), ...options, '--outFile', wasm], {
    readFile: undefined,
  })
  if (error !== null) throw new Error(stderr.toString())
  return [await bundled('bench/kernel/measure.ts', 'measure.mjs'), wasm]
}

/** Rows of `{ row, what, value, unit }`: medians over the files below `folder`. */
export const kernelRows = async (folder, rounds = 11) => {
  const [measure, wasm] = await compiled()
  const output = execFileSync(process.execPath, [measure, folder, wasm, String(rounds)], { cwd: top, encoding: 'utf8' })
  return JSON.parse(output)
}

if (process.argv[1] === import.meta.filename) {
  const [folder = join(top, 'node_modules/typescript/lib')] = process.argv.slice(2).filter((word) => word !== '--json')
  const rows = await kernelRows(resolve(folder))
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
  else for (const { what, value, unit } of rows) console.log(`${what.padEnd(60)}${String(value).padStart(8)} ${unit}`)
}
