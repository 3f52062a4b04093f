import type { Judgement } from '../judge.ts'
import type { Failure } from './fuzz.ts'

const around = 200

/** Where a judgement says one of the secrets: the rule or the error, its field, and what stands around the first place. */
export const leaksIn = (judgement: Judgement, secrets: readonly string[], content: Buffer): readonly string[] => {
  const text = content.toString('latin1')
  const values = secrets.filter((secret) => !standsAsKey(text, secret) && !standsInExpression(text, secret))
  return leaksOfValues(judgement, values)
}

/**
 * Damage has put it before the sign that ends a key: it is the name of a value in this file, and names are told. A
 * secret that stands anywhere else in it as well is still no name.
 */
const standsAsKey = (text: string, secret: string): boolean => {
  const places = text.split(secret).length - 1
  const asKey = text.match(new RegExp(`^(?![ \\t]*[#;])[^=:\\n]*${secret}[^=:\\n]*[=:]`, 'gm'))?.length ?? 0
  return places > 0 && asKey === places
}

/** Damage has put it into what names files in a .sops.yaml and nowhere else; what names files is told. */
const standsInExpression = (text: string, secret: string): boolean => {
  const places = text.split(secret).length - 1
  const inExpression = text.match(new RegExp(`^[ \\t-]*path_regex:[^\\n]*${secret}`, 'gm'))?.length ?? 0
  return places > 0 && inExpression === places
}

const leaksOfValues = ({ findings, errors, notRun }: Judgement, secrets: readonly string[]): readonly string[] => [
  ...findings.flatMap((finding) => leaksOf(finding.rule, Object.entries(finding), secrets)),
  ...errors.flatMap((error) => leaksOf('error', Object.entries(error), secrets)),
  ...notRun.flatMap((entry) => leaksOf('not run', Object.entries(entry), secrets)),
]

const leaksOf = (name: string, fields: readonly (readonly [string, unknown])[], secrets: readonly string[]): string[] =>
  fields.flatMap(([field, value]) => {
    const said = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    return secrets.flatMap((secret) => {
      const at = said.indexOf(secret)
      return at === -1 ? [] : [`${name} printed ${secret} in ${field}: ${JSON.stringify(excerpt(said, at, secret))}`]
    })
  })

const excerpt = (said: string, at: number, { length }: string): string =>
  said.slice(Math.max(0, at - around), at + length + around)

/** A name for a file that keeps what a failure was found with. */
export const keptName = (kind: string, { seed, path }: Failure): string =>
  `${kind}-${seed}-${path.replaceAll('/', '-').replace(/^-|^\./, '')}`
