import type { Finding, InlineAllow, Region } from '../model/finding.ts'
import type { Document, Hit, Span } from '../model/rule.ts'
import type { Added } from './added-lines.ts'
import type { Candidate } from './candidates.ts'
import { fingerprintOf } from './fingerprint.ts'
import { frameOf } from './frame.ts'
import { allowFor } from './inline-allow.ts'
import { regionFinder, type Start } from './lines.ts'

export interface Surroundings {
  readonly allows: readonly InlineAllow[]
  readonly added: () => Promise<Added>
}

const secretSpans = (candidates: readonly Candidate[]): Span[] =>
  candidates.flatMap(({ hit }) => (hit.secret === undefined || hit.span === undefined ? [] : [hit.span]))

/** What a hit without a region says concerns the file as it is now, so it is never older than the change. */
const statusOf = (region: Region | undefined, added: Added): Finding['status'] =>
  region === undefined || added(region.startLine, region.endLine) ? 'open' : 'preexisting'

const fingerprint = (rule: string, path: string, hit: Hit): Promise<string> =>
  hit.secret === undefined
    ? fingerprintOf(rule, path, hit.note ?? '')
    : hit.secret.read((value) => fingerprintOf(rule, path, value))

const visibleParts = (hit: Hit, bytes: Uint8Array, secrets: readonly Span[]) => ({
  ...(hit.secret === undefined ? {} : { preview: hit.secret.preview() }),
  ...(hit.details === undefined ? {} : { details: hit.details }),
  ...(hit.span === undefined ? {} : { frame: frameOf(bytes, hit.span, secrets, hit.secret !== undefined) }),
})

/** Turns the settled hits of a document into findings, which hold no secret. */
export const findingsOf = async (
  candidates: readonly Candidate[],
  document: Document,
  start: Start,
  surroundings: Surroundings,
): Promise<Finding[]> => {
  if (candidates.length === 0) return []
  const added = await surroundings.added()
  const regionOf = regionFinder(document.bytes, start)
  const secrets = secretSpans(candidates)
  const findings: Finding[] = []
  for (const { rule, hit, severity } of candidates) {
    const { meta } = rule
    const region = hit.span === undefined ? undefined : regionOf(hit.span)
    const inlineAllow = region === undefined ? undefined : allowFor(surroundings.allows, meta.id, region.startLine)
    findings.push({
      rule: meta.id,
      severity,
      status: statusOf(region, added),
      path: document.path,
      origin: document.unit.origin,
      ...(region === undefined ? {} : { region }),
      message: hit.note ?? meta.summary,
      ...visibleParts(hit, document.bytes, secrets),
      fingerprint: await fingerprint(meta.id, document.path, hit),
      remedy: hit.remedy ?? meta.remedy,
      ...(inlineAllow === undefined ? {} : { inlineAllow }),
    })
  }
  return findings
}
