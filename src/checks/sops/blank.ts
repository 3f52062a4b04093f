import type { Document } from '../../model/rule.ts'

/** What an interrupted write leaves: nothing, or a few line ends. */
const mostBytes = 64

/** Nothing but white space. */
export const isBlank = (document: Document): boolean =>
  document.bytes.length <= mostBytes && document.text.trim() === ''
