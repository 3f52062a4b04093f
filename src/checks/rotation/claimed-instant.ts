import { parseRfc3339 } from '../sops-metadata/rfc3339.ts'

/** What somebody wrote as a date: an instant, perhaps with a remark, or why it is none. */
export type ClaimedInstant = { readonly at: Date; readonly remark?: string } | { readonly problem: string }

const day = /^\d{4}-\d\d-\d\d$/
const zoneless = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/
const epoch = /^-?\d{9,19}$/
const instant = 'write an RFC 3339 instant such as "2026-09-01T00:00:00Z"'

/**
 * Reads RFC 3339 with a zone, and `YYYY-MM-DD` as its first instant in UTC. Nothing else: a time without zone is another
 * instant on each machine, and a bare number may count seconds or milliseconds.
 */
export const claimedInstant = (value: string | number | bigint | boolean | null, quoted: boolean): ClaimedInstant => {
  const text = String(value).trim()
  if (day.test(text)) return dayOf(text, quoted)
  const at = typeof value === 'string' ? parseRfc3339(text.toUpperCase().replace(' ', 'T')) : undefined
  if (at !== undefined) return quoted ? { at } : { at, remark: unquoted }
  if (zoneless.test(text)) return { problem: `has no time zone, so that it is another instant elsewhere; ${instant}` }
  if (epoch.test(text)) return { problem: `is a bare number, which may count seconds or milliseconds; ${instant}` }
  return { problem: `is no date that can be read; ${instant}` }
}

const unquoted = 'stands without quotes, so that some YAML readers make a date of it; quote it'

const dayOf = (text: string, quoted: boolean): ClaimedInstant => {
  const at = parseRfc3339(`${text}T00:00:00Z`)
  if (at === undefined) return { problem: `names a day that does not exist; ${instant}` }
  return { at, remark: quoted ? 'is a day without a time and counts from 00:00 UTC' : unquoted }
}
