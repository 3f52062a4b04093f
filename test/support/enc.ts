/** A well-formed encrypted value that nothing can decrypt. */
export const encOf = (type = 'str', length = 5): string => {
  const base64 = (bytes: number): string => Buffer.alloc(bytes, 0x5a).toString('base64')
  return `ENC[AES256_GCM,data:${base64(length)},iv:${base64(32)},tag:${base64(16)},type:${type}]`
}
