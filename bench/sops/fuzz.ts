// Damages files of every store and looks at them with every rule: COUNT files of each kind, from the seed FIRST on.
// Keys and ciphertext are others each time, so a file that something went wrong with is kept.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeMatrixFolder } from '../../test/support/sops-matrix/folder.ts'
import { type Failure, type Fuzzed, fuzz } from '../../test/support/sops-matrix/fuzz.ts'
import { fuzzConfigs, fuzzFiles } from '../../test/support/sops-matrix/fuzz-files.ts'
import { keptName } from '../../test/support/sops-matrix/leaks.ts'
import { sopsPrograms } from '../../test/support/sops-matrix/program.ts'

const [count = '100000', first = '1', ...wanted] = process.argv.slice(2)
const kinds = ['yaml', 'json', 'dotenv', 'ini', 'binary', 'config'] as const

const lineOf = (kind: string, fuzzed: Fuzzed, seconds: number): string => {
  const { files, bytes, withFindings, withErrors, failures, slowestCheck, slowestFile } = fuzzed
  return [
    kind.padEnd(8),
    `${files} files`,
    `${(bytes / 1e6).toFixed(0)} MB`,
    `${seconds.toFixed(0)} s`,
    `${withFindings} with findings`,
    `${withErrors} with errors`,
    `slowest check ${slowestCheck.toFixed(0)} ms, file ${slowestFile.toFixed(0)} ms`,
    `${failures.length} failures`,
  ].join(', ')
}

const kept = resolve('node_modules/.cache/leaktight/fuzz')
mkdirSync(kept, { recursive: true })

/** Writes the damaged file down and answers where; it holds nothing but what test keys encrypt. */
const keep = (kind: string, failure: Failure): string => {
  const file = join(kept, keptName(kind, failure))
  writeFileSync(file, failure.content)
  return file
}

const folder = makeMatrixFolder(sopsPrograms()[0] ?? 'sops')
const totals = { files: 0, failures: 0, seconds: 0 }
try {
  for (const kind of kinds.filter((one) => wanted.length === 0 || wanted.includes(one))) {
    const wholes = kind === 'config' ? fuzzConfigs(folder.recipients) : fuzzFiles(folder, kind)
    const config = `creation_rules:\n  - path_regex: ^secrets/\n    age: ${folder.recipients[0]}\n`
    // What runs for the first time is compiled meanwhile.
    await fuzz(wholes, 300, { seed: 1_000_000, config })
    const start = performance.now()
    const fuzzed = await fuzz(wholes, Number(count), { seed: Number(first), config })
    const seconds = (performance.now() - start) / 1000
    console.log(lineOf(kind, fuzzed, seconds))
    for (const failure of fuzzed.failures.slice(0, 20))
      console.log(`  seed ${failure.seed}: ${failure.what}\n    kept in ${keep(kind, failure)}`)
    totals.files += fuzzed.files
    totals.failures += fuzzed.failures.length
    totals.seconds += seconds
  }
} finally {
  folder.remove()
}
console.log(`${totals.files} damaged files in ${totals.seconds.toFixed(0)} s: ${totals.failures} failures`)
process.exitCode = totals.failures === 0 ? 0 : 1
