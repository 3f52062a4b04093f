import { encSpans } from '../../sops/enc.ts'
import { hasMetadata } from '../../sops/has-metadata.ts'

/** Whether bytes that were a file's content at some time are a file that SOPS encrypted. */
export const wasEncrypted = async (path: string, content: Uint8Array): Promise<boolean> => {
  if (!Buffer.from(content.buffer, content.byteOffset, content.length).includes('ENC[AES256_GCM,')) return false
  const text = new TextDecoder().decode(content)
  return encSpans(text).next().done !== true && hasMetadata(path, text)
}
