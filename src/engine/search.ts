import type { Rule } from '../model/rule.ts'
import { buildImage, type Image } from './kernel/image.ts'
import type { Kernel } from './kernel/kernel.ts'
import { kernelOf } from './kernel/open.ts'
import { triggersOf } from './triggers.ts'

/** Where triggers stand in one content. */
export interface Found {
  /** Nothing at all stands in it. */
  readonly nothing: boolean
  /** Of the triggers that stand in it. */
  ids(): string[]
  /** Ascending; of a trigger that was not searched for, an error. */
  offsetsOf(id: string): readonly number[]
}

/** Searches contents for all triggers at once. */
export interface Search {
  readonly kernel: Kernel
  in(content: Uint8Array): Found
}

const ascending = (a: number, b: number): number => a - b

const isAscending = (offsets: readonly number[]): boolean =>
  offsets.every((offset, index) => index === 0 || (offsets[index - 1] ?? 0) <= offset)

/** Pairs end in order, and keywords of one trigger differ in length. */
const grouped = (pairs: Uint32Array, triggers: number): (number[] | undefined)[] => {
  const lists: (number[] | undefined)[] = new Array(triggers)
  for (let at = 0; at < pairs.length; at += 2) {
    const trigger = pairs[at + 1] as number
    const list = lists[trigger]
    if (list === undefined) lists[trigger] = [pairs[at] as number]
    else list.push(pairs[at] as number)
  }
  for (const list of lists) if (list !== undefined && !isAscending(list)) list.sort(ascending)
  return lists
}

const none: readonly number[] = []

/** A search for everything in `image`, which is opened when the first content is there. */
export const searchOf = (image: Image): Search => {
  const kernel = kernelOf(image)
  const numbers = new Map(image.triggers.map((id, number) => [id, number]))
  const numberOf = (id: string): number => {
    const number = numbers.get(id)
    if (number === undefined) throw new Error(`"${id}" was not searched for`)
    return number
  }
  const foundIn = (lists: readonly (readonly number[] | undefined)[]): Found => ({
    nothing: lists.length === 0,
    ids: () => image.triggers.filter((_, number) => lists[number] !== undefined),
    offsetsOf: (id) => lists[numberOf(id)] ?? none,
  })
  const nowhere = foundIn([])
  return {
    kernel,
    in: (content) => {
      const pairs = kernel.scan(content)
      return pairs.length === 0 ? nowhere : foundIn(grouped(pairs, image.triggers.length))
    },
  }
}

/** Whether an image finds everything that `rules` wait for. */
export const covers = (image: Image, rules: readonly Rule[]): boolean => {
  const known = new Set(image.triggers)
  return triggersOf(rules).every(({ id }) => known.has(id))
}

/** `prepared` where it covers `rules`, else an image made for them. */
export const imageFor = (rules: readonly Rule[], prepared: Image | undefined): Image =>
  prepared !== undefined && covers(prepared, rules) ? prepared : buildImage(triggersOf(rules))
