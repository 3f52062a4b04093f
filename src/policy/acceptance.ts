import { pathMatcher } from '../formats/globs.ts'
import type { Finding } from '../model/finding.ts'
import type { Allow, Config } from './config.ts'

/** Who says that a finding is accepted, and why. */
export interface Acceptance {
  readonly by: 'inline' | 'allow' | 'ignore'
  readonly reason: string
}

export interface Acceptor {
  accept(finding: Finding): Acceptance | undefined
  /** Whether this entry of `allow` met a finding, wherever else that finding was accepted. */
  met(entry: Allow): boolean
}

export const isExpired = (entry: { readonly expires?: string | undefined }, now: Date): boolean =>
  entry.expires !== undefined && entry.expires < now.toISOString().slice(0, 10)

const anyPath = (): boolean => true

const allowMatcher = (entry: Allow): ((finding: Finding) => boolean) => {
  const inPaths = entry.paths === undefined ? anyPath : pathMatcher(entry.paths)
  return ({ rule, path, fingerprint }) =>
    rule === entry.rule && (entry.value === undefined || fingerprint.endsWith(`:${entry.value}`)) && inPaths(path)
}

/** What `rotation.exempt` says of an overdue credential; it names key paths, of which the check alone knows. */
const exemption = ({ rule, details }: Finding): string | undefined =>
  rule === 'rotation-overdue' ? details?.exempt : undefined

/** Looks findings up in the inline allows, in `allow`, among exempt credentials and in `ignore`, in this order. */
export const acceptor = (config: Config, now: Date): Acceptor => {
  const met = new Set<Allow>()
  const allows = config.allow
    .filter((entry) => !isExpired(entry, now))
    .map((entry) => ({ entry, matches: allowMatcher(entry) }))
  const ignores = config.ignore.map(({ paths, reason }) => ({ reason, inPaths: pathMatcher(paths) }))
  return {
    accept(finding) {
      const matching = allows.filter(({ matches }) => matches(finding)).map(({ entry }) => entry)
      for (const entry of matching) met.add(entry)
      if (finding.inlineAllow?.reason !== undefined) return { by: 'inline', reason: finding.inlineAllow.reason }
      if (matching[0] !== undefined) return { by: 'allow', reason: matching[0].reason }
      const exempt = exemption(finding)
      if (exempt !== undefined) return { by: 'allow', reason: exempt }
      const ignore = ignores.find(({ inPaths }) => inPaths(finding.path))
      return ignore === undefined ? undefined : { by: 'ignore', reason: ignore.reason }
    },
    met: (entry) => met.has(entry),
  }
}
