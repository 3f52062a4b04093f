import { isUtf8 } from 'node:buffer'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import { storeOf } from '../sops/sniff.ts'
import type { Bench } from './bench.ts'
import { Failed, Refused } from './outcome.ts'
import type { Recipe } from './recipe.ts'
import { plainLeaves, requireSameLeaves } from './same-leaves.ts'

/** The ciphertext of a whole plain file, made by sops from its standard input and verified. */
export const encryptWhole = async (path: string, plain: Buffer, bench: Bench, recipe: Recipe): Promise<Buffer> => {
  if (storeOf(path) !== 'binary' && !isUtf8(plain)) throw new Refused('is no UTF-8 text, which sops would change')
  const leaves = await plainLeaves(path, plain.toString('utf8'), recipe)
  const run = await bench.sops({
    args: [
      ...recipe.globalArgs(bench.root),
      'encrypt',
      ...recipe.encryptArgs,
      '--filename-override',
      `${bench.root}/${path}`,
    ],
    input: plain,
    keepOutput: true,
  })
  if (!run.ok) throw new Failed(`was kept, because ${run.reason}`)
  const text = run.output.toString('utf8')
  const file = await readEncryptedFile(path, text)
  if (file === undefined) throw new Failed('was kept, because sops did not make an encrypted file of it')
  if (!recipe.isFor(file))
    throw new Failed('was kept, because sops encrypted it to other recipients than it is meant for')
  requireSameLeaves(leaves, plain, file, text)
  return run.output
}
