import type { Store } from '../../../src/sops/sniff.ts'
import type { MatrixFile } from './files.ts'

/** One `ENC[…]` outside of the metadata, found without the package's own reading. */
export interface Sealed {
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly line: number
  readonly type: string
  /** `ENC[…]` itself. */
  readonly text: string
  /** What stands before it on its line, and after it. */
  readonly before: string
  readonly after: string
  /** Stands behind a comment sign. */
  readonly comment: boolean
}

/** Where the parts of an encrypted file stand. */
export interface Anatomy {
  readonly store: Store
  readonly setting: string
  readonly text: string
  readonly sealed: readonly Sealed[]
  /** The values among them, without the items of lists that are comments. */
  readonly values: readonly Sealed[]
  readonly comments: readonly Sealed[]
  /** Half-open offsets of the metadata, whole lines; YAML has a block in every document. */
  readonly blocks: readonly { readonly start: number; readonly end: number }[]
}

const blockOf: Readonly<Record<Store, RegExp>> = {
  yaml: /^sops:\n(?:[ \t].*\n?)*/gm,
  json: /^[ \t]+"sops": \{\n[\s\S]*$/gm,
  binary: /^[ \t]+"sops": \{\n[\s\S]*$/gm,
  dotenv: /^(?:sops_.*\n?)+/gm,
  ini: /^\[sops\]\n[\s\S]*$/gm,
}

export const anatomyOf = ({ store, setting, text }: MatrixFile): Anatomy => {
  const blocks = [...text.matchAll(blockOf[store])].map(({ index, 0: block }) => ({
    start: index,
    end: index + block.length,
  }))
  if (blocks.length === 0) throw new Error(`no metadata found in ${store}, ${setting}`)
  const sealed = [...text.matchAll(/ENC\[AES256_GCM,[^\]]*,type:(\w+)\]/g)]
    .filter(({ index }) => !blocks.some(({ start, end }) => index >= start && index < end))
    .map(({ index, 0: whole, 1: type = '' }) => sealedAt(text, index, whole, type))
  const isComment = ({ comment }: Sealed): boolean => comment
  return {
    store,
    setting,
    text,
    sealed,
    values: sealed.filter((one) => !isComment(one) && one.type !== 'comment'),
    comments: sealed.filter(isComment),
    blocks,
  }
}

const sealedAt = (text: string, start: number, whole: string, type: string): Sealed => {
  const end = start + whole.length
  const lineEnd = text.indexOf('\n', end)
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return {
    start,
    end,
    line: lineAt(text, start),
    type,
    text: whole,
    before,
    after: text.slice(end, lineEnd === -1 ? text.length : lineEnd),
    comment: /[#;] ?$/.test(before),
  }
}

/** 1-based line of an offset. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** A text with another piece in place of a half-open range. */
export const spliced = (text: string, start: number, end: number, piece: string): string =>
  text.slice(0, start) + piece + text.slice(end)
