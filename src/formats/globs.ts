import { UserError } from '../model/errors.ts'

/** One step of a pattern. A step that repeats can be left without taking a character. */
interface Step {
  takes(character: string): boolean
  readonly repeats: boolean
  /** Left only where a folder or file name begins. */
  readonly toNameStart: boolean
}

const notSlash = (character: string): boolean => character !== '/'
const once = (takes: Step['takes']): Step => ({ takes, repeats: false, toNameStart: false })
const within: Step = { takes: notSlash, repeats: true, toNameStart: false }
const folders: Step = { takes: () => true, repeats: true, toNameStart: true }
const anything: Step = { takes: () => true, repeats: true, toNameStart: false }

/** `[a-z]`, `[!a-z]`; the set without its brackets. */
const oneOf = (set: string): Step => {
  const negated = /^[!^]/.test(set)
  const ranges = [...(negated ? set.slice(1) : set).matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, from, to, single = '']) => [from ?? single, to ?? single] as const,
  )
  return once(
    (character) => character !== '/' && negated !== ranges.some(([from, to]) => from <= character && character <= to),
  )
}

// `**/` and a last `**` as whole names, `*`, `?`, `[…]` (`]` first in it is a member), an escaped character, any other character.
const syntax = /((?<=^|\/)\*\*\/)|((?<=^|\/)\*\*$)|(\*+)|(\?)|\[([!^]?.[^\]]*)\]|\\(.)|(.)/gsu

const stepsOf = (pattern: string): Step[] =>
  [...pattern.matchAll(syntax)].map(([, deep, rest, star, any, set, escaped, literal]) => {
    if (deep !== undefined) return folders
    if (rest !== undefined) return anything
    if (star !== undefined) return within
    if (any !== undefined) return once(notSlash)
    if (set !== undefined) return oneOf(set)
    return once((character) => character === (escaped ?? literal))
  })

/** The places in `steps` that can be reached from `places` without taking a character. */
const settled = (steps: readonly Step[], places: Set<number>, atNameStart: boolean): Set<number> => {
  for (const place of places) {
    const step = steps[place]
    if (step?.repeats && (atNameStart || !step.toNameStart)) places.add(place + 1)
  }
  return places
}

/** Follows all ways through the pattern at once, so that time is bounded by path length times pattern length. */
const matches = (steps: readonly Step[], path: string): boolean => {
  let places = settled(steps, new Set([0]), true)
  for (const character of path) {
    const next = new Set<number>()
    for (const place of places) {
      const step = steps[place]
      if (step?.takes(character)) next.add(step.repeats ? place : place + 1)
    }
    places = settled(steps, next, character === '/')
  }
  return places.has(steps.length)
}

/** A pattern without a slash names a file in any folder, one that ends in a slash everything in a folder. */
const anchored = (glob: string): string => {
  const whole = glob.endsWith('/') ? `${glob}**` : glob
  return /\/./s.test(glob) || glob.startsWith('/') ? whole.replace(/^(\.?\/)+/, '') : `**/${whole}`
}

const mostChoices = 256

/** The end of the group that begins at `start`, and the commas that part its choices. */
const groupAt = (glob: string, start: number): { end: number; cuts: number[] } | undefined => {
  const cuts = [start]
  let depth = 0
  for (let at = start; at < glob.length; at++) {
    const character = glob[at]
    if (character === '\\') at++
    else if (character === '{') depth++
    else if (character === ',' && depth === 1) cuts.push(at)
    else if (character === '}' && --depth === 0) return { end: at, cuts: [...cuts, at] }
  }
  return undefined
}

/** The patterns that `{a,b}` groups stand for; a brace without a partner or a comma is an ordinary character. */
const choicesOf = (glob: string): string[] => {
  const start = /^(?:\\.|[^\\{])*\{/su.exec(glob)?.[0].length
  const group = start === undefined ? undefined : groupAt(glob, start - 1)
  if (start === undefined || group === undefined) return [glob]
  const { end, cuts } = group
  const tails = choicesOf(glob.slice(end + 1))
  const heads = cuts.slice(1).flatMap((cut, index) => choicesOf(glob.slice((cuts[index] ?? 0) + 1, cut)))
  const before = glob.slice(0, start - 1)
  const middle = cuts.length > 2 ? heads : heads.map((head) => `\\{${head}\\}`)
  if (middle.length * tails.length > mostChoices) throw new UserError(`more than ${mostChoices} choices in braces`)
  return middle.flatMap((head) => tails.map((tail) => `${before}${head}${tail}`))
}

/**
 * A predicate for paths with `/` that at least one of `globs` names: `*`, `**`, `?`, `[a-z]`, `{a,b}`, `\` to escape.
 * Names that begin with a dot are like any other. There is no negation.
 */
export const pathMatcher = (globs: readonly string[]): ((path: string) => boolean) => {
  const patterns = globs.flatMap((glob) => {
    if (glob.startsWith('!')) throw new UserError(`"${glob}": a pattern cannot be negated; name what is meant`)
    return choicesOf(glob).map((choice) => stepsOf(anchored(choice)))
  })
  return (path) => patterns.some((steps) => matches(steps, path.replace(/^\/+/, '')))
}
