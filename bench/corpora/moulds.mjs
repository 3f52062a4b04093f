import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { ownFolder, top } from '../place.mjs'

/** The generator of secrets that never existed, from `src/rules/moulds.ts`. */
export const loadMoulds = async () => {
  const outfile = join(ownFolder(), 'moulds.mjs')
  buildSync({
    entryPoints: [join(top, 'src/rules/moulds.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'warning',
  })
  const { expandMould } = await import(outfile)
  return expandMould
}
