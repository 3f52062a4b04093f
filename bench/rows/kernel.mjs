import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environment, top } from '../place.mjs'

/** The figures of `bench/kernel.mjs`: `[{ row, what, value, unit, atLeast?, atMost? }]`, none while there is no such file. */
export const kernelFigures = () => {
  const script = join(top, 'bench/kernel.mjs')
  if (!existsSync(script)) return []
  return JSON.parse(
    execFileSync(process.execPath, [script, '--json'], { cwd: top, env: environment(), encoding: 'utf8' }),
  )
}
