import { X509Certificate } from 'node:crypto'

/** What whoever issued a credential wrote into it. */
export interface OwnDates {
  readonly issued?: Date
  readonly expires?: Date
  /** A certificate of the chain cannot be read, and may end before. */
  readonly incomplete?: true
}

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g
const beginning = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/g
const longest = 64 * 1024

/** Of a chain: since when the first certificate holds, and until when all do. */
export const certificateDates = (pem: string): OwnDates | undefined => {
  const text = pem.slice(0, longest)
  const blocks = text.match(block) ?? []
  const validities = blocks.flatMap((one) => validityOf(one) ?? [])
  const [first] = validities
  if (first === undefined) return undefined
  const expires = new Date(Math.min(...validities.map((one) => one.expires.getTime())))
  const readAll = pem.length <= longest && validities.length === text.match(beginning)?.length
  return { issued: first.issued, expires, ...(readAll ? {} : { incomplete: true }) }
}

const validityOf = (pem: string): { issued: Date; expires: Date } | undefined => {
  try {
    const { validFrom, validTo } = new X509Certificate(pem)
    const [issued, expires] = [new Date(validFrom), new Date(validTo)]
    return Number.isNaN(issued.getTime()) || Number.isNaN(expires.getTime()) ? undefined : { issued, expires }
  } catch {
    return undefined // no certificate, whatever its armor says
  }
}

const signedAt = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:&|$)/
const validFor = /[?&]X-Amz-Expires=(\d{1,6})(?:&|$)/

/** A short-term Bedrock key is a presigned request in base64, which says when it was signed and for how many seconds. */
export const presignedDates = (key: string): OwnDates | undefined => {
  const url = Buffer.from(key.slice('bedrock-api-key-'.length, longest), 'base64').toString('latin1')
  const fields = signedAt.exec(url)?.slice(1)
  const seconds = Number(validFor.exec(url)?.[1])
  if (fields === undefined || Number.isNaN(seconds)) return undefined
  const [year, month, day, hour, minute, second] = fields
  const issued = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(issued.getTime())) return undefined
  return { issued, expires: new Date(issued.getTime() + seconds * 1000) }
}

const jwt = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/

/** `iat` and `exp` of a JSON Web Token; undefined for anything that is none. */
export const jwtDates = (token: string): OwnDates | undefined => {
  const payload = token.length > longest ? undefined : jwt.exec(token)?.[1]
  if (payload === undefined) return undefined
  const claims = objectIn(Buffer.from(payload, 'base64url').toString('utf8'))
  if (claims === undefined) return undefined
  const expired = typeof claims.exp === 'number' && claims.exp < 0
  const [issued, expires] = [secondsOf(claims.iat), secondsOf(expired ? 0 : claims.exp)]
  return { ...(issued && { issued }), ...(expires && { expires }) }
}

const objectIn = (json: string): Partial<Record<'iat' | 'exp', unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined // looks like a token and is none
  }
}

const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000

/** Beyond the year 9999, somebody counted milliseconds. */
const secondsOf = (value: unknown): Date | undefined =>
  typeof value === 'number' && value >= 0 && value <= lastSecond ? new Date(value * 1000) : undefined
