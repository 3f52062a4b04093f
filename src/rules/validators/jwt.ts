const objectIn = (part: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** The claims of the token that the JWT documentation and nearly every tutorial shows. */
const isTutorial = (claims: Readonly<Record<string, unknown>>): boolean =>
  claims.sub === '1234567890' && claims.name === 'John Doe'

/** True for a signed JSON Web Token: its header names an algorithm, its claims are an object (RFC 7519). */
export const isJwt = (value: string): boolean => {
  const [header, claims] = value.split('.').map(objectIn)
  if (header === undefined || claims === undefined) return false
  return typeof header.alg === 'string' && header.alg.toLowerCase() !== 'none' && !isTutorial(claims)
}
