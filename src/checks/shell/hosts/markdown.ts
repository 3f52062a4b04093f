import { filler, type Shell } from '../script-text.ts'
import type { Piece, Run } from './piece.ts'
import { sessionText } from './session.ts'
import { shellNamed } from './shell-name.ts'

/** Fenced blocks whose language is a shell. People read them first, so findings in them weigh less. */
export const piecesInMarkdown = (_: string, text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  for (const { info, run } of fencesIn(text)) {
    const language = languageOf(info)
    const session = sessions.has(language) || /^\s*\$ /.test(run.text)
    const shell = sessions.has(language) ? 'unknown' : shellOf(language)
    if (shell === undefined) continue
    pieces.push({ shell, runs: [session ? { ...run, text: sessionText(run.text) } : run], atMost: 'low' })
  }
  return pieces
}

const sessions: ReadonlySet<string> = new Set([
  ...['console', 'shell-session', 'shellsession', 'sh-session', 'bash-session', 'zsh-session', 'terminal'],
])
const generic: ReadonlySet<string> = new Set(['shell', 'shellscript', 'shell-script', 'sh-script'])

const shellOf = (language: string): Shell | undefined => (generic.has(language) ? 'unknown' : shellNamed(language))

/** `bash`, also in `{.bash .numbers}`, `bash title="x"`, `sh{1,3}` and `bash,ignore`. */
const languageOf = (info: string): string => /^\s*(?:\{\s*\.?)?([\w+-]+)/.exec(info)?.[1]?.toLowerCase() ?? ''

interface Fence {
  readonly info: string
  readonly run: Run
}

/** Quotation signs, list signs and indentation, the fence, what stands behind it. */
const opening = /^((?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*[ \t]*)(`{3,}|~{3,})([^\r\n]*)\r?$/

interface Open {
  readonly fence: string
  readonly info: string
  /** How many `>` stand before each line. */
  readonly quotes: number
  readonly indent: number
  readonly start: number
  readonly lines: string[]
}

function* fencesIn(text: string): Generator<Fence> {
  let open: Open | undefined
  let at = 0
  for (const line of text.split('\n')) {
    const next = at + line.length + 1
    const content = open === undefined ? undefined : contentOf(line, open)
    if (open !== undefined && (content === undefined || closes(content, open))) {
      yield fenceOf(open)
      open = content === undefined ? opened(line, next) : undefined
    } else if (open !== undefined) open.lines.push(content ?? '')
    else open = opened(line, next)
    at = next
  }
  if (open !== undefined) yield fenceOf(open)
}

const fenceOf = ({ info, start, lines }: Open): Fence => ({ info, run: { start, text: lines.join('\n') } })

// Longer lines begin no fence.
const longestPrefix = 1_000

const opened = (line: string, start: number): Open | undefined => {
  if (line.length > longestPrefix || (!line.includes('```') && !line.includes('~~~'))) return undefined
  const [, prefix = '', fence = '', info = ''] = opening.exec(line) ?? []
  if (fence === '' || (fence.startsWith('`') && info.includes('`'))) return undefined
  return { fence, info, quotes: prefix.split('>').length - 1, indent: columnOf(prefix), start, lines: [] }
}

/** How far the content is indented behind the last quotation sign. */
const columnOf = (prefix: string): number => prefix.slice(prefix.lastIndexOf('>') + 1).length

/** A line of a block without its signs and indentation; undefined where the quotation ends, and the block with it. */
const contentOf = (line: string, { quotes, indent }: Open): string | undefined => {
  let at = 0
  for (let count = 0; count < quotes; count++) {
    const sign = /[ \t]*>/y
    sign.lastIndex = at
    if (!sign.test(line)) return undefined
    at = sign.lastIndex
  }
  const last = at + indent
  while (at < last && (line[at] === ' ' || line[at] === '\t')) at++
  return filler.repeat(at) + line.slice(at)
}

const closes = (content: string, { fence }: Open): boolean => {
  const line = content.replaceAll(filler, '').trim()
  return line.length >= fence.length && line === (fence[0] ?? '').repeat(line.length)
}
