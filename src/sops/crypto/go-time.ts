/** The last nine decimals of a second, and what they are cut from. */
const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|([+-])(\d\d):(\d\d))$/

/** A time as Go's `time.RFC3339` writes what it reads: whole seconds, no offset but `Z` for UTC. Undefined for no such time. */
export const wholeSeconds = (text: string): string | undefined => format(text, false)

/** A time as Go's `MarshalText` writes what `UnmarshalText` reads: with as many decimals as there are. */
export const withDecimals = (text: string): string | undefined => format(text, true)

const format = (text: string, decimals: boolean): string | undefined => {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z', , zoneHour = '00', zoneMinute = '00'] =
    match
  if (!isDate(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  if (Number(zoneHour) > 24 || Number(zoneMinute) > 59) return undefined
  const rest = decimals ? fraction.slice(0, 9).replace(/0+$/, '') : ''
  const at = /^[+-]00:00$/.test(zone) ? 'Z' : zone
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${rest === '' ? '' : `.${rest}`}${at}`
}

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

// yaml.v3 (resolve.go, allowedTimestampFormats): short fields; a zone only behind a `T`, and none behind a space.
const written =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)([.,]\d+)?(Z|[+-]\d\d:\d\d))| (\d\d?):(\d\d?):(\d\d?)([.,]\d+)?)?$/

/** The time that an unquoted YAML scalar is for Go's YAML library; undefined where it is none. */
export const yamlTime = (text: string): string | undefined => {
  const match = written.exec(text)
  if (match === null) return undefined
  const [, year, month = '', day = ''] = match
  const [hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] =
    match[4] === undefined ? match.slice(9, 13) : match.slice(4, 9)
  const two = (part: string): string => part.padStart(2, '0')
  return withDecimals(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`)
}
