import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { sopsOnPath } from './sops-matrix/program.ts'

/** Before all tests: lets `sops` on PATH be the program itself. The start of Python before it costs more than it does. */
export const setup = (): (() => void) | undefined => {
  const program = sopsOnPath()
  if (program === 'sops') return undefined
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-bin-'))
  symlinkSync(program, join(folder, 'sops'))
  process.env.PATH = `${folder}${delimiter}${process.env.PATH ?? ''}`
  return () => rmSync(folder, { recursive: true })
}
