/** A header, at once followed by something that is no line of dots: key material. */
const header = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----[\r\n][\s\S]{0,200}?[A-Za-z0-9+/]{40}/

/** True for base64 of a text that begins with a private key. */
export const isEncodedPrivateKey = (value: string): boolean =>
  header.test(Buffer.from(value.slice(0, 600), 'base64').toString('latin1'))
