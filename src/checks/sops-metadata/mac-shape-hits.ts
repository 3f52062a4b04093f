import type { Document, Hit } from '../../model/rule.ts'
import { type Enc, parseEnc } from '../../sops/enc.ts'
import { rangeOfField } from '../../sops/metadata.ts'
import { spanOf } from './key-names.ts'
import { encryptedFileOf } from './metadata-of.ts'

/** A SHA-512 in hexadecimal digits. */
const digits = 128

export async function* macShapeHits(document: Document): AsyncGenerator<Hit> {
  const file = await encryptedFileOf(document)
  const range = file === undefined ? undefined : rangeOfField(file.metadata, 'mac')
  const mac = file?.metadata.mac
  if (mac === undefined || mac === '' || range === undefined) return
  const fault = faultOf(parseEnc(mac))
  if (fault !== undefined) yield { span: spanOf(document, range), note: `The mac ${fault}` }
}

const faultOf = (enc: Enc | undefined): string | undefined => {
  if (enc === undefined) return 'is no well-formed ENC[…] value: damaged, or with text beside it'
  if (enc.type !== 'str') return `is encrypted as ${enc.type} and not as str`
  const bytes = Buffer.byteLength(enc.data, 'base64')
  return bytes === digits ? undefined : `holds ${bytes} bytes and not ${digits}`
}
