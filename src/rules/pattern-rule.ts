import type { Document, Hit, Rule, RuleMeta, Span, Trigger } from '../model/rule.ts'
import { Secret } from '../model/secret.ts'
import type { Candidate } from './candidate.ts'
import { decoders } from './decoders/index.ts'
import { shannonEntropy } from './entropy.ts'
import type { PatternCore, PatternData, PatternTexts } from './pattern-data.ts'
import { looksRandom } from './randomness.ts'
import { validators } from './validators/index.ts'
import { windowsAround } from './windows.ts'

type Judge = (candidate: Candidate) => boolean

/** The texts are read when somebody wants to. */
const metaOf = ({ id, severity }: PatternCore, texts: () => PatternTexts): RuleMeta => ({
  id,
  severity,
  get summary() {
    return texts().summary
  },
  get why() {
    return texts().why
  },
  get remedy() {
    return texts().remedy
  },
  get references() {
    return texts().references
  },
})

/** Everything a value must satisfy beyond matching the pattern, cheapest first. */
const judgeOf = (data: PatternCore): Judge => {
  const ignored = new Set(data.ignore)
  const validator = data.checksum === undefined ? undefined : validators.get(data.checksum)
  return (candidate) => {
    if (ignored.has(candidate.value)) return false
    if (data.entropy !== undefined && shannonEntropy(candidate.value) < data.entropy) return false
    if (data.randomness === true && !looksRandom(candidate.value)) return false
    return validator === undefined || validator(candidate)
  }
}

const fromBytes = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

interface Match {
  readonly span: Span
  readonly extent: Span
  readonly candidate: Candidate
}

/** Where in the window the match and its secret stand, or undefined where a cut of the window could have made it up. */
const spanOfSecret = (match: RegExpExecArray, window: Span, data: PatternCore, length: number): Span | undefined => {
  const group = match.indices?.groups?.secret
  if (group === undefined) return undefined
  if (window.start > 0 && match.index < data.window.behind) return undefined
  const room = window.end - window.start - (match.index + match[0].length)
  if (window.end < length && room < data.window.ahead) return undefined
  return { start: window.start + group[0], end: window.start + group[1] }
}

/** Every acceptable match in one window. A refused one does not hide another that begins inside of it. */
function* matchesIn(
  window: Span,
  document: Document,
  data: PatternCore,
  regex: RegExp,
  judge: Judge,
): Generator<Match> {
  const text = document.slice(window.start, window.end)
  regex.lastIndex = 0
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const span = spanOfSecret(match, window, data, document.bytes.length)
    const groups = match.groups ?? {}
    const candidate = { value: fromBytes(groups.secret ?? ''), match: match[0], groups, path: document.path }
    const start = window.start + match.index
    const extent = { start, end: start + match[0].length }
    if (span !== undefined && judge(candidate)) yield { span, extent, candidate }
    else regex.lastIndex = Math.max(match.index + 1, (span?.start ?? 0) - window.start)
    if (match[0] === '') regex.lastIndex = match.index + 1
  }
}

const hitOf = ({ span, extent, candidate }: Match, data: PatternCore): Hit => {
  const decode = data.decode === undefined ? undefined : decoders.get(data.decode)
  return { span, extent, secret: new Secret(candidate.value), ...decode?.(candidate) }
}

/** The rule that a compiled pattern stands for: its regular expression sees windows around keywords and nothing else. */
export const lazyPatternRule = (data: PatternCore, texts: () => PatternTexts): Rule => {
  const { id, keywords, guard } = data
  const trigger: Trigger = guard === undefined ? { id, keywords } : { id, keywords, guard }
  let regex: RegExp | undefined
  let judge: Judge | undefined
  return {
    meta: metaOf(data, texts),
    needs: ['content'],
    keywords,
    ...(guard !== undefined && { guard }),
    ...(data.textOnly === true && { textOnly: true }),
    ...(data.generic === true && { generic: true }),
    ...(data.pairsWith !== undefined && { pairsWith: data.pairsWith }),
    *check(document) {
      regex ??= new RegExp(data.pattern, `dg${data.flags}`)
      judge ??= judgeOf(data)
      for (const window of windowsAround(document.offsetsOf(trigger), data.window, document.bytes.length)) {
        for (const match of matchesIn(window, document, data, regex, judge)) yield hitOf(match, data)
      }
    },
  }
}

/** The same for data that is all at hand. */
export const patternRule = (data: PatternData): Rule => lazyPatternRule(data, () => data)
