import type { InlineAllow } from '../model/finding.ts'
import type { Document } from '../model/rule.ts'
import { lineSpan, regionFinder, type Start } from './lines.ts'
import { allowTrigger } from './triggers.ts'

const comment = /leaktight:allow[ \t]+([a-z0-9][a-z0-9-]*)(?:[ \t]+--[ \t]*(.*))?/

// What opens a comment in the languages that have them, and nothing before it.
const opener = /^[ \t]*(?:#+|\/\/+|\/\*+|\*|<!--|--|;+|%+|\{#|"|'|rem)?[ \t]*$/i

// What closes a comment in the languages that close them is no part of a reason.
const withoutCloser = (text: string): string => text.replace(/[ \t]*(?:\*\/|-->|#\}|%>|\]\])[ \t]*$/, '').trim()

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

/** The allow comments of a document for rules in `known`, in order. */
export const inlineAllowsOf = (document: Document, known: ReadonlySet<string>, start: Start): InlineAllow[] => {
  const regionOf = regionFinder(document.bytes, start)
  let done = -1
  return document.offsetsOf(allowTrigger).flatMap((offset) => {
    // One comment a line, whatever else the line repeats.
    if (offset < done) return []
    const line = lineSpan(document.bytes, offset)
    done = line.end
    const match = comment.exec(utf8(document.slice(offset, line.end)))
    const rule = match?.[1]
    if (rule === undefined || !known.has(rule)) return []
    const reason = withoutCloser(match?.[2] ?? '')
    const allow: InlineAllow = {
      rule,
      path: document.path,
      line: regionOf({ start: offset, end: offset }).startLine,
      alone: opener.test(document.slice(line.start, offset)),
    }
    return [reason === '' ? allow : { ...allow, reason }]
  })
}

/**
 * Finds the allow for a finding on a 1-based line: one on the line itself, else one that stands alone on the line
 * above; one with a reason comes first.
 */
export const allowFinder = (
  allows: readonly InlineAllow[],
): ((rule: string, line: number) => InlineAllow | undefined) => {
  const byLine = new Map<string, InlineAllow[]>()
  for (const allow of allows) {
    const key = `${allow.line} ${allow.rule}`
    byLine.set(key, [...(byLine.get(key) ?? []), allow])
  }
  return (rule, line) => {
    const here = byLine.get(`${line} ${rule}`) ?? []
    const above = (byLine.get(`${line - 1} ${rule}`) ?? []).filter((allow) => allow.alone)
    const near = [...here, ...above]
    return near.find((allow) => allow.reason !== undefined) ?? near[0]
  }
}
