import { type ScriptText, scriptsIn } from '../../../../src/checks/shell/script.ts'
import { shellTempPlaintext } from '../../../../src/checks/shell/temp-plaintext.ts'
import type { Hit } from '../../../../src/model/rule.ts'
import { documentOf } from '../../../support/document.ts'

const context = { now: () => new Date(0), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }

/** What a rule about shell says about a file. */
export const hitsIn = async (path: string, text: string): Promise<Hit[]> => {
  if (shellTempPlaintext.paths?.(path) !== true) return []
  const hits: Hit[] = []
  for await (const hit of shellTempPlaintext.check(documentOf(path, text), context)) hits.push(hit)
  return hits
}

/** Line, column (1-based, UTF-16) and text of each place that is pointed at. */
export const placesIn = async (path: string, text: string): Promise<string[]> =>
  (await hitsIn(path, text)).map(({ span }) => {
    const bytes = Buffer.from(text)
    const lines = bytes.subarray(0, span?.start).toString().split('\n')
    const found = bytes.subarray(span?.start, span?.end).toString()
    return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1} ${found}`
  })

/** The shell of each piece, and its words as the shell sees them. */
export const piecesIn = async (path: string, text: string): Promise<string[]> =>
  (await scriptsIn(path, text)).map(pieceText)

const pieceText = ({ shell, text, ranges }: ScriptText): string => {
  const words = ranges.map(({ start, end }) =>
    text
      .slice(start, end)
      .replaceAll('\0', '')
      .trim()
      .replace(/[ \t]+/g, ' '),
  )
  return `${shell}: ${words.join(' ¶ ')}`
}
