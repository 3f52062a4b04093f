import { credentialReport } from './credential-report.ts'
import { makeId } from './identifiers.ts'
import type { Signer } from './signature.ts'
import { type AccountState, type KeyState, rootUser } from './state.ts'
import { elements, iso, Refusal, type Service } from './xml.ts'

/** One request that may be answered. */
export interface Call {
  readonly parameters: ReadonlyMap<string, string>
  readonly signer: Signer
  readonly state: AccountState
  readonly report: ReportPlan
  readonly pageSize: number
}

/** What the two actions of the credential report answer, one entry a call; then COMPLETE, and the report. */
export interface ReportPlan {
  states: string[]
  errors: string[]
  csv?: string
}

type Action = (call: Call) => string | undefined

const noSuch = (what: string): Refusal => new Refusal('NoSuchEntity', 404, `${what} cannot be found.`)

const required = ({ parameters }: Call, name: string): string => {
  const value = parameters.get(name)
  if (value === undefined || value === '')
    throw new Refusal(
      'ValidationError',
      400,
      `1 validation error detected: Value at '${name}' failed to satisfy constraint`,
    )
  return value
}

const userOf = (call: Call): string => {
  const user = call.parameters.get('UserName') ?? call.signer.key.user
  if (user !== rootUser && !call.state.users.has(user)) throw noSuch(`The user with name ${user}`)
  return user
}

/** The key named, which must be the user's. */
const keyOf = (call: Call): KeyState => {
  const id = required(call, 'AccessKeyId')
  const key = call.state.longTerm(userOf(call)).find((each) => each.id === id)
  if (key === undefined) throw noSuch(`The Access Key with id ${id}`)
  return key
}

const page = (call: Call, all: readonly string[], list: string): string => {
  const from = Number(call.parameters.get('Marker')?.replace('page-', '') ?? 0)
  const members = all.slice(from, from + call.pageSize)
  const next = from + call.pageSize
  const more = next < all.length
  return `    <${list}>
${members.map((member) => `    <member>\n${member}    </member>\n`).join('')}    </${list}>
    <IsTruncated>${more}</IsTruncated>
${more ? `    <Marker>page-${next}</Marker>\n` : ''}`
}

/** Root's own name is not told. */
const shownUser = (user: string): string | undefined => (user === rootUser ? undefined : user)

const iam: Readonly<Record<string, Action>> = {
  ListAccessKeys: (call) => {
    const user = userOf(call)
    const keys = call.state.longTerm(user).filter(({ listedAtCall }) => call.state.calls > listedAtCall)
    const members = keys.map(({ id, status, created }) =>
      elements({ UserName: shownUser(user), AccessKeyId: id, Status: status, CreateDate: iso(created) }),
    )
    return `${elements({ UserName: shownUser(user) })}${page(call, members, 'AccessKeyMetadata')}`
  },
  GetAccessKeyLastUsed: (call) => {
    const id = required(call, 'AccessKeyId')
    const key = call.state.keys.find((each) => each.id === id)
    if (key === undefined) throw noSuch(`The Access Key with id ${id}`)
    const { lastUsed } = key
    const use = {
      LastUsedDate: lastUsed === undefined ? undefined : iso(lastUsed.at),
      ServiceName: lastUsed?.service ?? 'N/A',
      Region: lastUsed?.region ?? 'N/A',
    }
    return `${elements({ UserName: key.user })}    <AccessKeyLastUsed>\n${elements(use)}    </AccessKeyLastUsed>\n`
  },
  CreateAccessKey: (call) => {
    const user = userOf(call)
    if (call.state.longTerm(user).length >= 2)
      throw new Refusal('LimitExceeded', 409, 'Cannot exceed quota for AccessKeysPerUser: 2')
    const { id, secret, status, created } = call.state.createKey(user)
    const fields = {
      UserName: shownUser(user),
      AccessKeyId: id,
      Status: status,
      SecretAccessKey: secret,
      CreateDate: iso(created),
    }
    return `    <AccessKey>\n${elements(fields)}    </AccessKey>\n`
  },
  UpdateAccessKey: (call) => {
    const status = required(call, 'Status')
    if (status !== 'Active' && status !== 'Inactive')
      throw new Refusal('ValidationError', 400, "Value at 'status' failed to satisfy constraint")
    keyOf(call).status = status
    return undefined
  },
  DeleteAccessKey: (call) => {
    call.state.removeKey(keyOf(call))
    return undefined
  },
  ListServiceSpecificCredentials: (call) => {
    const user = userOf(call)
    const members = call.state.bedrock
      .filter((each) => each.user === user)
      .map(({ id, created, expires = Number.POSITIVE_INFINITY }) =>
        elements({
          UserName: user,
          Status: expires > call.state.now() ? 'Active' : 'Expired',
          ServiceCredentialAlias: `BedrockAPIKey-${user}-at-${call.state.account}`,
          CreateDate: iso(created),
          ExpirationDate: expires === Number.POSITIVE_INFINITY ? undefined : iso(expires),
          ServiceSpecificCredentialId: id,
          ServiceName: 'bedrock.amazonaws.com',
        }),
      )
    return page(call, members, 'ServiceSpecificCredentials')
  },
  GenerateCredentialReport: ({ report }) => {
    const State = report.states.shift() ?? 'COMPLETE'
    return elements({
      State,
      Description: State === 'STARTED' ? 'No report exists. Starting a new report generation task' : undefined,
    })
  },
  GetCredentialReport: ({ report, state }) => {
    const error = report.errors.shift()
    if (error !== undefined) throw new Refusal(error, error === 'ReportInProgress' ? 404 : 410, 'No report for now.')
    const csv = report.csv ?? credentialReport(state)
    const Content = Buffer.from(csv, 'utf8').toString('base64')
    return elements({ Content, ReportFormat: 'text/csv', GeneratedTime: iso(state.now()) })
  },
}

const sts: Readonly<Record<string, Action>> = {
  GetCallerIdentity: ({ signer, state }) => {
    const { user, token } = signer.key
    return elements({
      Arn: token === undefined ? state.arnOf(user) : `arn:aws:sts::${state.account}:federated-user/${user}`,
      UserId: user === rootUser ? state.account : makeId('AIDA', state.account),
      Account: state.account,
    })
  },
}

const actions = { iam, sts }
const versions: Readonly<Record<Service, string>> = { iam: '2010-05-08', sts: '2011-06-15' }

/** Does what a request asks; the elements of its result. */
export const perform = (call: Call): string | undefined => {
  const { service } = call.signer
  const action = call.parameters.get('Action') ?? ''
  const known = Object.hasOwn(actions[service], action) ? actions[service][action] : undefined
  if (known === undefined || call.parameters.get('Version') !== versions[service])
    throw new Refusal('InvalidAction', 400, `Could not find operation ${action} for version`)
  return known(call)
}
