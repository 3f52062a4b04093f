import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp'
import { reasonOf, UserError } from '../model/errors.ts'
import { decoders } from './decoders/index.ts'
import { guardOf } from './guard.ts'
import type { PatternData, Window } from './pattern-data.ts'
import { lengthOfSequence } from './pattern-length.ts'
import { reachOf } from './pattern-reach.ts'
import type { RuleEntry } from './rule-entry.ts'
import { validators } from './validators/index.ts'

/** Bytes that a match with `*` or `+` may reach before and after its keyword. */
export const unboundedBefore = 1024
export const unboundedAfter = 16 * 1024

type Fail = (problem: string) => UserError

const leftBoundary = /\(\?<!\[A-Za-z0-9[^\]]*\]\)/g

// The last character of an escape is a letter or digit and yet no part of the word behind it: `\n`, `\u000a`, `%3D`, the
// colour of a terminal. All of printable ASCII, because patterns run over bytes.
const behindEscape = '(?<=\\\\[nrtbf]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\\x1b\\[[0-9;]{0,8}m)'

/** A left boundary such as `(?<![A-Za-z0-9_])` also holds directly after an escape sequence. */
const withEscapes = (source: string): string =>
  source.replace(leftBoundary, (boundary) => `(?:${boundary}|${behindEscape})`)

const parsed = (source: string, flags: string, fail: Fail): AST.Pattern => {
  try {
    new RegExp(source, flags)
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: false })
  } catch (error) {
    throw fail(`"pattern" is no regular expression: ${reasonOf(error)}`)
  }
}

const groupsOf = (pattern: AST.Pattern): string[] => {
  const names: string[] = []
  visitRegExpAST(pattern, { onCapturingGroupEnter: ({ name }) => names.push(name ?? '') })
  return names
}

/** How far lookarounds and word boundaries look past either end of a match. */
const margins = (pattern: AST.Pattern): { behind: number; ahead: number } => {
  const room = { behind: 1, ahead: 1 }
  visitRegExpAST(pattern, {
    onAssertionEnter(assertion) {
      if (assertion.kind !== 'lookahead' && assertion.kind !== 'lookbehind') return
      const length = Math.max(...assertion.alternatives.map(({ elements }) => lengthOfSequence(elements).max))
      if (assertion.kind === 'lookbehind') room.behind = Math.max(room.behind, Math.min(length, unboundedBefore))
      else room.ahead = Math.max(room.ahead, Math.min(length, unboundedAfter))
    },
  })
  return room
}

const windowOf = (pattern: AST.Pattern, keywords: readonly string[], fail: Fail): Window => {
  const reach = reachOf(pattern.alternatives, keywords)
  if (reach === undefined) throw fail('"pattern" can match a text that holds none of the "keywords"')
  const idle = keywords.find((keyword) => !reach.used.has(keyword))
  if (idle !== undefined) throw fail(`keyword "${idle}" is nothing that "pattern" must match`)
  const before = Number.isFinite(reach.before) ? reach.before : unboundedBefore
  const after = Number.isFinite(reach.after) ? reach.after : unboundedAfter
  return { before, after, ...margins(pattern) }
}

/** Bytes are matched, so a character beyond ASCII in a pattern would stand for a byte and not for itself. */
const checkSource = (source: string, fail: Fail): void => {
  if (/[^\x20-\x7e]/.test(source)) throw fail('"pattern" may hold printable ASCII only; patterns run over bytes')
}

const checkNames = (entry: RuleEntry, fail: Fail): void => {
  const { checksum, decode } = entry
  if (checksum !== undefined && !validators.has(checksum)) {
    throw fail(`"checksum" names no validator: "${checksum}" is none of ${[...validators.keys()].join(', ')}`)
  }
  if (decode !== undefined && !decoders.has(decode)) {
    throw fail(`"decode" names no decoder: "${decode}" is none of ${[...decoders.keys()].join(', ')}`)
  }
}

/** The optional parts of an entry under their names in {@link PatternData}. */
const optionsOf = (entry: RuleEntry) => ({
  ...(entry.entropy !== undefined && { entropy: entry.entropy }),
  ...(entry.randomness !== undefined && { randomness: entry.randomness }),
  ...(entry.checksum !== undefined && { checksum: entry.checksum }),
  ...(entry.ignore !== undefined && { ignore: entry.ignore }),
  ...(entry['text-only'] !== undefined && { textOnly: entry['text-only'] }),
  ...(entry.generic !== undefined && { generic: entry.generic }),
  ...(entry['pairs-with'] !== undefined && { pairsWith: entry['pairs-with'] }),
  ...(entry.decode !== undefined && { decode: entry.decode }),
})

/**
 * Turns a validated entry of a rule file into plain data, with the window computed from the pattern.
 * Throws a `UserError` that names the file and the rule. Holds the regular expression parser: not for the hook path.
 */
export const compileRule = (entry: RuleEntry, file: string): PatternData => {
  const fail: Fail = (problem) => new UserError(`${file}: "${entry.id}": ${problem}`)
  const source = withEscapes(typeof entry.pattern === 'string' ? entry.pattern : entry.pattern.join(''))
  const flags = entry.flags ?? ''
  checkSource(source, fail)
  checkNames(entry, fail)
  const pattern = parsed(source, flags, fail)
  if (!groupsOf(pattern).includes('secret')) throw fail('"pattern" has no group named "secret"')
  const keywords = entry.keywords.map((keyword) => keyword.toLowerCase())
  const { id, summary, severity, why, remedy, references } = entry
  const window = windowOf(pattern, keywords, fail)
  const guard = guardOf(pattern, flags, keywords, window.before)
  const meta = { id, summary, severity, why: why.trim(), remedy: remedy.trim(), references }
  const found = { keywords, pattern: source, flags, window, ...(guard !== undefined && { guard }) }
  return { ...meta, ...found, ...optionsOf(entry) }
}
