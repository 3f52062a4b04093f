import type { InlineAllow } from '../model/finding.ts'
import type { Document } from '../model/rule.ts'
import { lineSpan, regionFinder, type Start } from './lines.ts'

export const allowKeyword = 'leaktight:allow'

const comment = /leaktight:allow[ \t]+([a-z0-9][a-z0-9-]*)(?:[ \t]+--[ \t]*(.*))?/

// What closes a comment in the languages that close them is no part of a reason.
const withoutCloser = (text: string): string => text.replace(/[ \t]*(?:\*\/|-->|#\}|%>|\]\])[ \t]*$/, '').trim()

/** The allow comments of a document for rules in `known`, in order. */
export const inlineAllowsOf = (document: Document, known: ReadonlySet<string>, start: Start): InlineAllow[] => {
  const regionOf = regionFinder(document.bytes, start)
  return document.keywordOffsets([allowKeyword]).flatMap((offset) => {
    const line = document.slice(offset, lineSpan(document.bytes, offset).end)
    const match = comment.exec(Buffer.from(line, 'latin1').toString('utf8'))
    const rule = match?.[1]
    if (rule === undefined || !known.has(rule)) return []
    const reason = withoutCloser(match?.[2] ?? '')
    const where = { rule, path: document.path, line: regionOf({ start: offset, end: offset }).startLine }
    return [reason === '' ? where : { ...where, reason }]
  })
}

/** The allow that stands on the line of a finding or on the line above. */
export const allowFor = (allows: readonly InlineAllow[], rule: string, line: number): InlineAllow | undefined =>
  allows.find((allow) => allow.rule === rule && (allow.line === line || allow.line === line - 1))
