import type { Finding, InlineAllow, Region } from '../model/finding.ts'
import type { Document, Hit, Rule } from '../model/rule.ts'
import type { Added } from './added-lines.ts'
import type { Candidate } from './candidates.ts'
import { fingerprintOf } from './fingerprint.ts'
import { frameOf } from './frame.ts'
import { allowFinder } from './inline-allow.ts'
import { type Behind, type Inquire, inquired } from './inquire.ts'
import { type CountLines, regionFinder, type Start } from './lines.ts'

export interface Surroundings {
  readonly allows: readonly InlineAllow[]
  readonly added: () => Promise<Added>
  readonly countLines: CountLines
  readonly inquire?: Inquire | undefined
}

/** What a hit without lines says concerns the file as it is now, so it is never older than the change. */
const statusOf = ({ ofFile }: Hit, lines: Region | undefined, added: Added): Finding['status'] =>
  ofFile === true || lines === undefined || added(lines.startLine, lines.endLine) ? 'open' : 'preexisting'

const fingerprint = (rule: string, path: string, hit: Hit): Promise<string> =>
  hit.secret === undefined
    ? fingerprintOf(rule, path, hit.note ?? '')
    : hit.secret.read((value) => fingerprintOf(rule, path, value))

const visibleParts = (hit: Hit, { unquoted }: Rule, bytes: Uint8Array) => ({
  ...(hit.secret === undefined ? {} : { preview: hit.secret.preview() }),
  ...(hit.details === undefined ? {} : { details: hit.details }),
  ...(hit.span === undefined || (unquoted && hit.secret === undefined)
    ? {}
    : { frame: frameOf(bytes, hit.span, hit.secret !== undefined) }),
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
  const regionOf = regionFinder(document.bytes, start, surroundings.countLines)
  const extentOf = regionFinder(document.bytes, start, surroundings.countLines)
  const allowFor = allowFinder(surroundings.allows)
  const found: Behind[] = []
  for (const candidate of candidates) {
    const { rule, hit, severity } = candidate
    const { meta } = rule
    const region = hit.span === undefined ? undefined : regionOf(hit.span)
    const lines = hit.extent === undefined ? region : extentOf(hit.extent)
    const inlineAllow = region === undefined ? undefined : allowFor(meta.id, region.startLine)
    const finding: Finding = {
      rule: meta.id,
      severity,
      status: statusOf(hit, lines, added),
      path: document.path,
      origin: document.unit.origin,
      ...(region === undefined ? {} : { region }),
      message: hit.note ?? meta.summary,
      ...visibleParts(hit, rule, document.bytes),
      fingerprint: await fingerprint(meta.id, document.path, hit),
      remedy: hit.remedy ?? meta.remedy,
      ...(inlineAllow === undefined ? {} : { inlineAllow }),
    }
    found.push({ candidate, finding })
  }
  const { inquire } = surroundings
  return inquire === undefined ? found.map(({ finding }) => finding) : inquired(found, inquire)
}
