import { UserError } from '../model/errors.ts'

export type Service = 'iam' | 'sts'

/** Where a service is asked, and the region its requests are signed for. */
export interface Endpoint {
  readonly url: URL
  readonly region: string
}

interface Partition {
  readonly regions: RegExp
  readonly iam: readonly [host: string, region: string]
  /** Of STS in a region. */
  readonly domain: string
}

// IAM is one service for a whole partition (AWS General Reference, "IAM endpoints and quotas").
const partitions: readonly Partition[] = [
  { regions: /^cn-/, iam: ['iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'], domain: 'amazonaws.com.cn' },
  { regions: /^us-gov-/, iam: ['iam.us-gov.amazonaws.com', 'us-gov-west-1'], domain: 'amazonaws.com' },
  { regions: /^/, iam: ['iam.amazonaws.com', 'us-east-1'], domain: 'amazonaws.com' },
]

const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/

/** From `AWS_ENDPOINT_URL_IAM`, `AWS_ENDPOINT_URL` and `AWS_REGION`, as the AWS tools read them. */
export const endpointOf = (service: Service, env: NodeJS.ProcessEnv): Endpoint => {
  const region = regionOf(env)
  const partition = partitions.find(({ regions }) => regions.test(region))
  const [host, own] = partition?.iam ?? ['', region]
  const configured = configuredUrl(service, env)
  if (service === 'iam') return { url: configured ?? new URL(`https://${host}/`), region: own }
  return { url: configured ?? new URL(`https://sts.${region}.${partition?.domain}/`), region }
}

const regionOf = (env: NodeJS.ProcessEnv): string => {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
  if (/-iso/.test(region))
    throw new UserError(`AWS_REGION ${region}: the endpoints of that partition are not known to leaktight`)
  if (!regionName.test(region)) throw new UserError('AWS_REGION is no name of a region, such as eu-west-1')
  return region
}

const configuredUrl = (service: Service, env: NodeJS.ProcessEnv): URL | undefined => {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined
  const name = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]
    ? `AWS_ENDPOINT_URL_${service.toUpperCase()}`
    : 'AWS_ENDPOINT_URL'
  const text = env[name]
  return text === undefined || text === '' ? undefined : checked(text, name)
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Signed requests and the secrets in their replies go over TLS; a stand-in on this machine needs none. */
const checked = (text: string, name: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError(`${name} is no URL that begins with https://`)
  if (url.protocol === 'http:' && !loopback.test(url.hostname))
    throw new UserError(`${name} is without TLS, and only this machine itself may be asked so: use https://`)
  if (url.username !== '' || url.password !== '')
    throw new UserError(`${name} holds a user name or password, which AWS has none of`)
  return url
}
