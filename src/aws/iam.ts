import { Secret } from '../model/secret.ts'
import { AwsError } from './aws-error.ts'
import { type QueryClient, queryClient } from './query.ts'
import type { AccessKey, AwsCredentials, AwsOptions, BedrockCredential, Iam, LastUsed, NewAccessKey } from './types.ts'
import { type Element, elementAt, membersAt, textAt } from './xml.ts'

/** The few calls of IAM that a rotation takes (API version 2010-05-08). */
export const iamClient = (credentials: AwsCredentials, options: AwsOptions): Iam => {
  const client = queryClient({ service: 'iam', version: '2010-05-08' }, credentials, options)
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)))
  return {
    listAccessKeys: async (userName) =>
      (await pages(client, 'ListAccessKeys', of(userName), 'AccessKeyMetadata')).map(accessKey),
    lastUsed: async (accessKeyId) =>
      lastUse(resultOf(await client.ask('GetAccessKeyLastUsed', { AccessKeyId: accessKeyId }), 'GetAccessKeyLastUsed')),
    createAccessKey: async (userName) => {
      const reply = await client.ask('CreateAccessKey', of(userName), 'when-nothing-happened')
      return newAccessKey(elementAt(resultOf(reply, 'CreateAccessKey'), 'AccessKey'))
    },
    updateAccessKey: async (accessKeyId, status, userName) => {
      await client.ask('UpdateAccessKey', { AccessKeyId: accessKeyId, Status: status, ...of(userName) })
    },
    deleteAccessKey: async (accessKeyId, userName) => {
      await client.ask('DeleteAccessKey', { AccessKeyId: accessKeyId, ...of(userName) })
    },
    bedrockCredentials: async (userName) =>
      (
        await pages(
          client,
          'ListServiceSpecificCredentials',
          { ServiceName: 'bedrock.amazonaws.com', ...of(userName) },
          'ServiceSpecificCredentials',
        )
      ).map(bedrockCredential),
    credentialReport: () => credentialReport(client, sleep),
    serverDate: client.serverDate,
  }
}

const of = (userName: string | undefined): Readonly<Record<string, string>> =>
  userName === undefined ? {} : { UserName: userName }

const resultOf = (reply: Element, action: string): Element | undefined => elementAt(reply, `${action}Result`)

/** No user has so many keys, and no honest service pages without end. */
const mostPages = 100

const pages = async (
  client: QueryClient,
  action: string,
  parameters: Readonly<Record<string, string>>,
  list: string,
): Promise<readonly Element[]> => {
  const members: Element[] = []
  let marker: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const reply = await client.ask(action, { ...parameters, ...(marker === undefined ? {} : { Marker: marker }) })
    const result = resultOf(reply, action)
    members.push(...membersAt(result, list))
    marker = textAt(result, 'Marker')
    if (textAt(result, 'IsTruncated') !== 'true' || marker === undefined) return members
  }
  throw unexpected(`${action} does not end`)
}

const unexpected = (what: string): AwsError =>
  new AwsError(`IAM: ${what}`, { code: 'UnexpectedReply', status: 200, mayHaveHappened: true })

const required = (element: Element | undefined, name: string): string => {
  const text = textAt(element, name)
  if (text === undefined) throw unexpected(`its reply lacks ${name}`)
  return text
}

const dateAt = (element: Element | undefined, name: string): Date | undefined => {
  const text = textAt(element, name)
  const date = text === undefined || !/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? undefined : new Date(text)
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
}

const requiredDate = (element: Element | undefined, name: string): Date => {
  const date = dateAt(element, name)
  if (date === undefined) throw unexpected(`its reply has no date in ${name}`)
  return date
}

const statusOf = <Status extends string>(element: Element, known: readonly Status[]): Status => {
  const status = required(element, 'Status')
  const found = known.find((one) => one === status)
  if (found === undefined) throw unexpected(`a status is none of ${known.join(', ')}`)
  return found
}

const accessKey = (member: Element): AccessKey => ({
  userName: textAt(member, 'UserName') ?? '',
  accessKeyId: required(member, 'AccessKeyId'),
  status: statusOf(member, ['Active', 'Inactive']),
  createDate: requiredDate(member, 'CreateDate'),
})

const newAccessKey = (element: Element | undefined): NewAccessKey => ({
  userName: textAt(element, 'UserName') ?? '',
  accessKeyId: required(element, 'AccessKeyId'),
  secretAccessKey: new Secret(required(element, 'SecretAccessKey')),
  createDate: dateAt(element, 'CreateDate') ?? new Date(0),
})

/** A key that was never used has `N/A` for service and region, and no date. */
const lastUse = (result: Element | undefined): LastUsed => {
  const use = elementAt(result, 'AccessKeyLastUsed')
  const date = dateAt(use, 'LastUsedDate')
  const told = (name: string): string | undefined => {
    const text = textAt(use, name)
    return text === 'N/A' ? undefined : text
  }
  const [userName, service, region] = [textAt(result, 'UserName'), told('ServiceName'), told('Region')]
  return {
    ...(userName === undefined ? {} : { userName }),
    ...(date === undefined ? {} : { date }),
    ...(service === undefined ? {} : { service }),
    ...(region === undefined ? {} : { region }),
  }
}

const bedrockCredential = (member: Element): BedrockCredential => {
  const expirationDate = dateAt(member, 'ExpirationDate')
  return {
    userName: textAt(member, 'UserName') ?? '',
    id: required(member, 'ServiceSpecificCredentialId'),
    status: statusOf(member, ['Active', 'Inactive', 'Expired']),
    createDate: requiredDate(member, 'CreateDate'),
    ...(expirationDate === undefined ? {} : { expirationDate }),
  }
}

/** A report takes seconds to make. */
const mostPolls = 30
const noReportYet =
  /^(?:CredentialReport)?(?:ReportNotPresent|ReportExpired|ReportInProgress|NotPresent|Expired|NotReady)/

const credentialReport = async (client: QueryClient, sleep: (ms: number) => Promise<void>): Promise<string> => {
  for (let poll = 0; poll < mostPolls; poll++) {
    const state = textAt(resultOf(await client.ask('GenerateCredentialReport'), 'GenerateCredentialReport'), 'State')
    const report = state === 'COMPLETE' ? await finishedReport(client) : undefined
    if (report !== undefined) return report
    await sleep(1000)
  }
  throw new AwsError('IAM: the credential report is not made in time', {
    code: 'ReportInProgress',
    status: 200,
    mayHaveHappened: false,
  })
}

const finishedReport = async (client: QueryClient): Promise<string | undefined> => {
  try {
    const result = resultOf(await client.ask('GetCredentialReport'), 'GetCredentialReport')
    return Buffer.from(required(result, 'Content'), 'base64').toString('utf8')
  } catch (error) {
    if (error instanceof AwsError && noReportYet.test(error.code)) return undefined
    throw error
  }
}
