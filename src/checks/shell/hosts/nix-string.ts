import type { NixNode, NixString, NixText } from '../../../formats/nix-tree.ts'
import { filler } from '../script-text.ts'
import { inRoomOf, jsonText } from './escapes.ts'
import { inserted } from './insertion.ts'
import type { Run } from './piece.ts'

/** What stands between the quotes of a Nix string: escapes replaced, and what is interpolated as an insertion. */
export const nixRun = (text: string, { start, end, parts }: NixString): Run => {
  const quote = text[start] === '"' ? '"' : "''"
  const from = start + quote.length
  const closed = end - quote.length >= from && text.startsWith(quote, end - quote.length)
  const written: string[] = []
  let at = from
  for (const [index, part] of parts.entries()) {
    const next = endOf(text, part, parts[index + 1]) ?? (closed ? end - quote.length : end)
    written.push(part.kind === 'text' ? plain(part.raw, quote) : interpolated(text.slice(at, next)))
    at = Math.max(at, next)
  }
  return { start: from, text: written.join('') }
}

/** Where a part ends: a text by itself, an interpolation where the next part begins. */
const endOf = (text: string, part: NixText | NixNode, next: NixText | NixNode | undefined): number | undefined => {
  if (part.kind === 'text') return part.end
  if (next === undefined) return undefined
  return next.kind === 'text' ? next.start : text.lastIndexOf('${', next.start)
}

/** `'''` is two quotes, `''$` a dollar sign, `''\n` the end of a line. */
const indentedEscape = /''(?:\\[\s\S]|['$])/g

const plain = (raw: string, quote: string): string => {
  if (quote === '"') return jsonText(raw)
  return raw.replace(indentedEscape, (found) => {
    if (found === "'''") return `${filler}''`
    return found[2] === '\\' ? filler.repeat(2) + jsonText(found.slice(2)) : inRoomOf(found, '$')
  })
}

const interpolated = (source: string): string => {
  const expression = source.slice('${'.length, source.endsWith('}') ? -1 : undefined).trim()
  const known = knownText(expression)
  return known !== undefined && known.length <= source.length ? inRoomOf(source, known) : inserted(source, expression)
}

const decrypted = /^config\.sops\.secrets\."?([\w./-]+?)"?\.path$/
const program = /^(?:pkgs\.)?(?:lib\.)?getExe(?:'\s+[\w.]+\s+"([\w.-]+)"|\s+[\w.]*?([\w-]+))$/

/** What a reader knows that Nix puts there: the file of a secret, the name of a program. */
const knownText = (expression: string): string | undefined => {
  if (expression.length > 200) return undefined
  const [, secret] = decrypted.exec(expression) ?? []
  if (secret !== undefined) return `/run/secrets/${secret}`
  const [, named, packaged] = program.exec(expression) ?? []
  return named ?? packaged
}
