import { expandMould } from '../../src/rules/moulds.ts'

export interface AwsPair {
  readonly id: string
  readonly secret: string
  /** As people keep it in `secrets/aws.yaml`. */
  readonly yaml: string
}

/** A long-term AWS access key that never existed, made at run time. */
export const awsPair = (seed = 1): AwsPair => {
  const id = expandMould(`AKIA\${base32:16}`, seed)
  const secret = expandMould('${base64:40}', seed + 1000)
  return { id, secret, yaml: `aws_access_key_id: ${id}\naws_secret_access_key: ${secret}\naws_region: eu-central-1\n` }
}
