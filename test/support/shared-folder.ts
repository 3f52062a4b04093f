import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const variable = 'LEAKTIGHT_TEST_SHARED'

/** Before all tests: makes the folder for what several files of tests use. After them: removes it. */
export const setup = (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktight-shared-'))
  process.env[variable] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/** No test removes it: a worker runs further files after that of the test. */
export const sharedFolder = (): string => {
  const folder = process.env[variable]
  if (folder === undefined) throw new Error(`${variable} is not set`)
  return folder
}
