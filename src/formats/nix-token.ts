import type { TextRange } from './tree.ts'

export type NixTokenKind =
  | 'space'
  | 'comment'
  /** `"` or `''` at the beginning of a string. */
  | 'open-quote'
  | 'close-quote'
  /** What stands between the quotes of a string, its escapes included. */
  | 'text'
  /** `${`, in code, in a string or in a path. */
  | 'interpolation'
  | 'path'
  /** `<nixpkgs>` */
  | 'search-path'
  | 'uri'
  | 'name'
  | 'number'
  | 'operator'
  /** What follows the last token that is read. */
  | 'rest'

/** Tokens stand one behind the other without gaps. */
export interface NixToken extends TextRange {
  readonly kind: NixTokenKind
}
