import type { ShredOptions } from './options.ts'
import { causeOf, Refusal } from './outcome.ts'
import { textOf } from './target-path.ts'

const ask = async (path: string, options: ShredOptions): Promise<boolean> => {
  try {
    return await options.isTracked(path)
  } catch (error) {
    throw new Refusal(
      `may be tracked by git, which could not be asked (${causeOf(error)}); --force overwrites it all the same`,
    )
  }
}

/** Refuses a file of the repository: git keeps its content anyway, and the removal would be a change to commit. */
export const guardTracked = async (path: Buffer, options: ShredOptions): Promise<void> => {
  if (options.force) return
  const text = textOf(path)
  if (text === undefined)
    throw new Refusal(
      'has a name that is not UTF-8, so git cannot be asked whether it tracks it; --force overwrites it all the same',
    )
  if (await ask(text, options))
    throw new Refusal('is tracked by git, which keeps its content in any case; --force overwrites and removes it')
}
