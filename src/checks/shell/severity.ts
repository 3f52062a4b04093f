import { type Hit, type Severity, severities } from '../../model/rule.ts'
import type { Host } from './script.ts'

/** What documentation shows is told with one degree less: nobody has run it yet. */
export const loweredIn = (host: Host, hit: Hit, usual: Severity): Hit =>
  host === 'markdown' ? { ...hit, severity: oneLess(hit.severity ?? usual) } : hit

const oneLess = (severity: Severity): Severity => severities[Math.max(0, severities.indexOf(severity) - 1)] ?? 'low'
