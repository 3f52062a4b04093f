const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/

/** A time as Go's RFC 3339 reads it: every field in its range, the days of the month included. Undefined for anything else. */
export const parseRfc3339 = (text: string): Date | undefined => {
  const fields = form.exec(text)?.slice(1).map(Number)
  if (fields === undefined) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
  const days = month < 1 || month > 12 ? 0 : new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined
  const time = new Date(text.replace(',', '.').replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(time.getTime()) ? undefined : time
}
