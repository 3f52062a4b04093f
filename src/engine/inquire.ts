import type { Finding } from '../model/finding.ts'
import type { Candidate } from './candidates.ts'

/** A finding, and the hit behind it, which still holds the value. */
export interface Behind {
  readonly candidate: Candidate
  readonly finding: Finding
}

/**
 * What somebody outside knows of the findings of one document, in their order; undefined where there is nothing to add.
 * Values stay with the hits: an answer holds none.
 */
export type Inquire = (found: readonly Behind[]) => Promise<readonly (Finding['details'] | undefined)[]>

/** The same findings with the answers in their details. */
export const inquired = async (found: readonly Behind[], inquire: Inquire): Promise<Finding[]> => {
  const answers = await inquire(found)
  return found.map(({ finding }, index) => {
    const answer = answers[index]
    return answer === undefined ? finding : { ...finding, details: { ...finding.details, ...answer } }
  })
}
