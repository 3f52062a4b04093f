import type { TextRange } from '../../formats/tree.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { withoutFiller } from './compact.ts'

/** A credential's key and the range of its value; `literal` where the script itself holds the value. */
export interface KeyValue extends TextRange {
  readonly key: string
  readonly literal: boolean
}

const pair =
  /(?<![\w.-])["']?([A-Za-z_][\w.-]{0,80})\\?["']?[ \t]*[:=][ \t]*(?:\\?"([^"\n]*)"|'([^'\n]*)'|([^\s,;}"'][^\s,;}"']*))/dg

// Switches, templates, ciphertext and the words of tests.
const unreal = /^(?:true|false|null|nil|none|yes|no|~|test(?:ing)?|dummy|fake|foo|bar|[x*.-]+|\{\{.*|ENC\[.*)?\\?$/i

/** The credentials in a YAML, JSON, env or INI text that stands between `start` and `end` of a script. */
export const credentialsIn = (script: string, { start, end }: TextRange): readonly KeyValue[] => {
  const { compact, offsets } = withoutFiller(script.slice(start, end))
  const text = compact.replaceAll('\\n', '  ')
  const found: KeyValue[] = []
  for (const { 1: key = '', indices } of text.matchAll(pair)) {
    const range = indices?.[2] ?? indices?.[3] ?? indices?.[4]
    if (range === undefined || !isCredentialKey(key)) continue
    const value = text.slice(...range)
    if (unreal.test(value)) continue
    const [first, last] = [offsets[range[0]] ?? 0, offsets[range[1] - 1] ?? -1]
    found.push({ key, start: start + first, end: start + last + 1, literal: !/[$%`]/.test(value) })
  }
  return found
}
