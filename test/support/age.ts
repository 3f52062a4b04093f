const raw = (bytes: number): string => Buffer.alloc(bytes, 0x5a).toString('base64').replace(/=+$/, '')

/** One stanza as age writes it: a line of arguments, and 32 bytes unless told. */
export const stanzaOf = (line: string, size = 32): string => `-> ${line}\n${raw(size).replace(/.{64}/g, '$&\n')}\n`

export const x25519 = (): string => stanzaOf(`X25519 ${raw(32)}`)

export const hybrid = (): string => stanzaOf(`mlkem768x25519 ${raw(1120)}`)

/** An age file of this form that no identity opens, in armor. */
export const ageArmorOf = (stanzas: readonly string[], size = 32): string => {
  const header = `age-encryption.org/v1\n${stanzas.join('')}--- ${raw(32)}\n`
  const base64 = Buffer.concat([Buffer.from(header), Buffer.alloc(size + 32, 0x5a)]).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return ['-----BEGIN AGE ENCRYPTED FILE-----', ...lines, '-----END AGE ENCRYPTED FILE-----', ''].join('\n')
}
