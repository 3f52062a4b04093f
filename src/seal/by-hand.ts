import { shellQuoted } from '../formats/shell-quote.ts'
import { readEncryptedFile } from '../sops/encrypted-file.ts'
import { isPlain } from '../sops/plaintext.ts'
import type { Fault } from './fault.ts'
import { treePath } from './plain-leaves.ts'
import type { Recipe } from './recipe.ts'

export interface Occasion {
  readonly path: string
  readonly fault: Fault
  /** The path as the user's shell finds it. */
  readonly shown: string
  /** Whether the index holds what is flagged. */
  readonly staged: boolean
  readonly text: string
  readonly recipe: Recipe | undefined
  /** The root as the user's shell finds it. */
  readonly top: string
  /** The configuration is the one that sops finds by itself. */
  readonly ownConfig: boolean
  lastGood(): Promise<string | undefined>
}

export interface ByHand {
  readonly commands: readonly string[]
  readonly advice: readonly string[]
}

const mostListed = 20

/** The exact commands that mend a file, none of which writes plaintext to another file. */
export const byHand = async (occasion: Occasion): Promise<ByHand> => {
  const { fault, staged, shown } = occasion
  const { commands, advice } = await mending[fault](occasion)
  const add = staged && commands.length > 0 ? [`git add -- ${shellQuoted(shown)}`] : []
  return { commands: fault === 'index' ? commands : [...commands, ...add], advice }
}

const noRule: ByHand = {
  commands: [],
  advice: [
    'No creation rule of .sops.yaml covers this file: add one, so that sops knows to whom it is to be encrypted.',
  ],
}

const encrypt = async ({ recipe, ownConfig, shown, top }: Occasion): Promise<ByHand> => {
  if (recipe === undefined) return noRule
  const config = ownConfig ? [] : recipe.globalArgs(top)
  const args = ['sops', ...config, 'encrypt', ...recipe.encryptArgs, '--in-place']
  return { commands: [[...args.map(shellQuotedWord), shellQuoted(shown)].join(' ')], advice: [] }
}

/** Flags stay what they are; everything else is one word. */
const shellQuotedWord = (word: string): string => (word.startsWith('--') ? word : shellQuoted(word))

const setLeaves = async ({ path, shown, text, lastGood }: Occasion): Promise<ByHand> => {
  const file = await readEncryptedFile(path, text)
  const good = await lastGood()
  const leaves = file?.leaves.filter((leaf) => isPlain(leaf) && leaf.alias === undefined && leaf.document === 0) ?? []
  const blank = 'Put "" in the place of each plain value first; keep the values at hand in no file.'
  const sets = leaves.slice(0, mostListed).map((leaf, index) => {
    const ignore = good === undefined && index === 0 ? ' --ignore-mac' : ''
    return `sops set${ignore} --value-stdin ${shellQuoted(shown)} ${shellQuoted(treePath(leaf))}`
  })
  return {
    commands: [...(good === undefined ? [] : [restore(good, shown)]), ...sets],
    advice: [...(good === undefined ? [blank] : []), 'Each sops set waits for its value, as JSON, on standard input.'],
  }
}

const restore = (revision: string, shown: string): string =>
  `git restore --source=${revision.slice(0, 12)} -- ${shellQuoted(shown)}`

const restoreGood = async ({ shown, lastGood }: Occasion): Promise<ByHand> => {
  const good = await lastGood()
  return good === undefined
    ? { commands: [], advice: ['None of its latest committed versions is sound: encrypt the plaintext anew.'] }
    : { commands: [restore(good, shown)], advice: [] }
}

const mending: Readonly<Record<Fault, (occasion: Occasion) => Promise<ByHand>>> = {
  plain: encrypt,
  leaves: setLeaves,
  trailing: restoreGood,
  damaged: restoreGood,
  index: async ({ shown }) => ({ commands: [`git add -- ${shellQuoted(shown)}`], advice: [] }),
  other: async () => ({ commands: [], advice: [] }),
}
