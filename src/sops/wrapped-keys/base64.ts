const standard = /^[A-Za-z0-9+/]*={0,2}$/
const rawUrl = /^[A-Za-z0-9_-]*$/

/** The bytes of padded, canonical base64 (RFC 4648, section 4); undefined for anything else. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  if (text.length % 4 !== 0 || !standard.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** The same without padding. */
export const fromRawBase64 = (text: string): Uint8Array | undefined =>
  text.includes('=') ? undefined : fromBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='))

/** The same without padding and with the alphabet for addresses (RFC 4648, section 5). */
export const fromRawBase64Url = (text: string): Uint8Array | undefined => {
  if (!rawUrl.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
