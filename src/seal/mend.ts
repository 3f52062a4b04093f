import { basename, dirname, join } from 'node:path'
import { causeOf } from '../shred/outcome.ts'
import type { Bench } from './bench.ts'
import { cutTrailing } from './cut-trailing.ts'
import { putInPlace, withDraft } from './draft.ts'
import { encryptLeaves, planLeaves } from './encrypt-leaves.ts'
import { encryptWhole } from './encrypt-whole.ts'
import { erase } from './erase.ts'
import { type HeldFile, holdFile, meanwhile } from './held-file.ts'
import { type Erased, Failed, Refused } from './outcome.ts'

/** What can be mended in place. */
export type Mendable = 'plain' | 'leaves' | 'trailing'

export interface Mended {
  readonly content: Buffer
  readonly erased: Erased
}

/** Every step that works on the held file; answers the content that took its place. */
type Work = (path: string, held: HeldFile, bench: Bench) => Promise<Buffer>

const whole: Work = async (path, held, bench) => {
  const recipe = await bench.recipeFor(path)
  if (recipe === undefined)
    throw new Refused('is under no creation rule of .sops.yaml, so nothing says to whom it is to be encrypted')
  const content = await encryptWhole(path, held.bytes, bench, recipe)
  return replaced(path, held, content, bench)
}

const leaves: Work = async (path, held, bench) => {
  const plan = await planLeaves(path, held.bytes, bench)
  return withDraft(held, Buffer.from(plan.blank), bench.layer, async (draft) => {
    const content = await encryptLeaves(path, plan, held, draft, bench)
    await requireQuiet(path, content, bench)
    await putInPlace(held, draft, bench.layer)
    return content
  })
}

const trailing: Work = async (path, held, bench) => replaced(path, held, await cutTrailing(path, held.bytes), bench)

const works: Readonly<Record<Mendable, Work>> = { plain: whole, leaves, trailing }

const replaced = async (path: string, held: HeldFile, content: Buffer, bench: Bench): Promise<Buffer> => {
  await requireQuiet(path, content, bench)
  await withDraft(held, content, bench.layer, (draft) => putInPlace(held, draft, bench.layer))
  return content
}

const requireQuiet = async (path: string, content: Buffer, bench: Bench): Promise<void> => {
  const [finding] = await bench.inspect(path, content)
  if (finding !== undefined) throw new Failed(`was kept, because the result would still be flagged: ${finding.rule}`)
}

/**
 * Mends one file: a new one is made beside it, verified and renamed over it; then the old bytes are overwritten.
 * `examined` is what the fault was found in. Throws {@link Refused} or {@link Failed}.
 */
export const mend = async (path: string, fault: Mendable, examined: Buffer, bench: Bench): Promise<Mended> => {
  const file = join(bench.root, path)
  try {
    const held = await holdFile(dirname(file), basename(file), bench, bench.layer)
    try {
      if (!held.bytes.equals(examined)) throw new Refused(meanwhile)
      const content = await works[fault](path, held, bench)
      return { content, erased: await erase(held, bench, bench.layer) }
    } finally {
      await held.close()
    }
  } catch (error) {
    if (error instanceof Refused || error instanceof Failed) throw error
    throw new Failed(`could not be mended: ${causeOf(error)}`)
  }
}
