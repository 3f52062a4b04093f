import { type ActionPattern, actionPattern } from './patterns.ts'
import { isWithin } from './places.ts'
import type { Statement } from './policy.ts'
import type { PolicyFile } from './policy-file.ts'
import type { TextValue } from './value.ts'

const organization = /^(?:aws_organizations_policy|AWS::Organizations::Policy)$/
const organizationPath = /(?:^|[/_.-])[sr]cps?(?:[/_.-]|$)|(?:service|resource)[_-]?control/i
const boundary = /bound[ae]ry|boundaries/i
const endpoint = /vpc_?endpoint/i

/**
 * Whether what a statement allows is in truth a limit: service control policies and permissions boundaries grant
 * nothing, and who comes through a VPC endpoint needs a permission of their own.
 */
const isLimit = ({ place }: Statement, { path }: PolicyFile): boolean =>
  organizationPath.test(path) ||
  boundary.test(path) ||
  isWithin(place, organization) ||
  isWithin(place, boundary) ||
  isWithin(place, endpoint)

/** The statements of a file that allow something. */
export const allowing = (file: PolicyFile): readonly Statement[] =>
  file.statements.filter((statement) => statement.effect === 'allow' && !isLimit(statement, file))

/** Those that allow it to whom the policy is attached, and so decide about every resource. */
export const granting = (file: PolicyFile): readonly Statement[] =>
  allowing(file).filter(({ principals, notPrincipals }) => principals === undefined && notPrincipals === undefined)

type Action = readonly [ActionPattern, TextValue]

const read = new WeakMap<readonly TextValue[], readonly Action[]>()

/** The actions of a statement that can be read. */
export const actionsOf = ({ actions }: Statement): readonly Action[] => {
  if (actions === undefined) return []
  const known = read.get(actions.texts) ?? actions.texts.flatMap(actionAt)
  read.set(actions.texts, known)
  return known
}

const actionAt = (text: TextValue): readonly Action[] => {
  const pattern = actionPattern(text.text)
  return pattern === undefined ? [] : [[pattern, text]]
}

/** The first resource of a statement that passes a test. */
export const resourceWhere = ({ resources }: Statement, test: (text: string) => boolean): TextValue | undefined =>
  resources?.texts.find(({ text }) => test(text))
