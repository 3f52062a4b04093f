import type { TextRange } from '../../formats/tree.ts'
import { CannotCheckError } from '../../model/errors.ts'
import type { Document } from '../../model/rule.ts'
import { type Pipeline, pipelinesOf } from './commands.ts'
import { tokensOf } from './compact.ts'
import { hostOf } from './hosts/index.ts'
import { layersOf, rangeOf } from './hosts/layers.ts'
import type { Script, ScriptText } from './script-text.ts'
import type { Dialect } from './token.ts'

export { mayBeScript } from './may-be-script.ts'
export { filler, type Host, type Script, type ScriptText, type Shell } from './script-text.ts'

const known = new WeakMap<Document, Promise<readonly ScriptText[]>>()

/** The same for a document, read once for all rules. */
export const scriptsOf = (document: Document): Promise<readonly ScriptText[]> => {
  const scripts = known.get(document) ?? scriptsIn(document.path, document.text)
  known.set(document, scripts)
  return scripts
}

/** Every piece of shell in a file; none for a file that holds none. Throws where the file's structure cannot be read. */
export const scriptsIn = async (path: string, text: string): Promise<readonly ScriptText[]> => {
  const host = hostOf(path, text)
  if (host === undefined) return []
  const layers = layersOf(
    text,
    (await (await host.load())(path, text)).filter(({ runs }) => runs.length > 0),
  )
  if (layers === undefined)
    throw new CannotCheckError(`${path}: holds scripts in scripts in scripts, too deep to be read`)
  return layers.map(({ piece: { shell, runs, dialect, atMost }, text: laid }) => {
    const ranges = runs.map(rangeOf)
    const script = inParts(laid, dialect ?? {}, ranges)
    return { script, host: host.name, shell, text: laid, ranges, ...(atMost === undefined ? {} : { atMost }) }
  })
}

/** Bounds what is held of a script; its tokens take many times its own length. */
const partLength = 1024 * 1024

const inParts = (text: string, dialect: Dialect, ranges: readonly TextRange[]): Script => {
  const parts = ranges.flatMap((range) => partsOf(text, range))
  const parse = (part: TextRange): readonly Pipeline[] => pipelinesOf(tokensOf(text, dialect, part))
  let held: readonly (readonly Pipeline[])[] | undefined
  if (text.length > partLength) return () => lazily(parts, parse)
  return () => {
    held ??= parts.map(parse)
    return held
  }
}

function* lazily<T>(parts: readonly TextRange[], parse: (part: TextRange) => T): Generator<T> {
  for (const part of parts) yield parse(part)
}

/** Ends of parts are ends of lines, where a line is not longer than a part. */
const partsOf = (text: string, range: TextRange): readonly TextRange[] => {
  const parts: TextRange[] = []
  for (let start = range.start; start < range.end; start = parts.at(-1)?.end ?? range.end) {
    const most = start + partLength
    const newline = most >= range.end ? -1 : text.lastIndexOf('\n', most)
    parts.push({ start, end: newline > start ? newline + 1 : Math.min(most, range.end) })
  }
  return parts
}
