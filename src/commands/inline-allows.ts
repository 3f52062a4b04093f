import type { ObjectReader } from '../git/blobs.ts'
import type { Examination, InlineAllow } from '../model/finding.ts'

const withoutEffect = 'the leaktight:allow beside it is new in this change; it takes effect once it is part of the base'

const stoodInBase = async (allow: InlineAllow, reader: ObjectReader, base: string): Promise<boolean> => {
  const object = await reader.read(`${base}:${allow.path}`)
  if (object?.bytes === undefined) return false
  const lines = Buffer.from(object.bytes).toString('utf8').split('\n')
  return lines.some((line) => line.includes(`leaktight:allow ${allow.rule}`) && line.includes(allow.reason ?? ''))
}

/** Takes their effect from inline allows that a change brings itself. Without a base there is no change to distrust. */
export const withAllowsOfBase = async (
  examination: Examination,
  reader: ObjectReader,
  base: string | undefined,
): Promise<Examination> => {
  if (base === undefined) return examination
  const findings = []
  for (const finding of examination.findings) {
    const { inlineAllow, ...rest } = finding
    const holds = inlineAllow?.reason === undefined || (await stoodInBase(inlineAllow, reader, base))
    findings.push(holds ? finding : { ...rest, message: `${finding.message} (${withoutEffect})` })
  }
  return { ...examination, findings }
}
