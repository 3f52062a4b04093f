/** Whether a pattern of IAM with `*` and `?` matches a text; neither knows upper and lower case. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  let [at, read, star, retry] = [0, 0, -1, 0]
  while (read < text.length) {
    const sign = pattern[at]
    if (sign === '*') {
      star = at++
      retry = read
    } else if (sign !== undefined && (sign === '?' || sign === text[read])) {
      at++
      read++
    } else if (star !== -1) {
      at = star + 1
      read = ++retry
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** No action has a longer name. */
const longestAction = 200

export interface ActionPattern {
  /** In lower case; it may hold wildcards. */
  readonly service: string
  /** In lower case. */
  readonly name: string
}

/** `"s3:Get*"`; undefined for what is no action, or worked out in part. `"*"` is every action of every service. */
export const actionPattern = (text: string): ActionPattern | undefined => {
  if (/^\*+$/.test(text)) return { service: '*', name: '*' }
  if (text.length > longestAction) return undefined
  const parts = /^([\w*?-]+):([\w*?]+)$/.exec(text.toLowerCase())
  return parts === null ? undefined : { service: parts[1] ?? '', name: parts[2] ?? '' }
}

const isAll = (part: string): boolean => /^\*+$/.test(part)

/** `*`, `*:*` */
export const isEveryAction = ({ service, name }: ActionPattern): boolean => isAll(service) && isAll(name)

/** `s3:*`, `bedrock*:*` */
export const isWholeService = ({ service, name }: ActionPattern): boolean => !isAll(service) && isAll(name)

/** What is worked out stands for one sign that is no wildcard. */
const withoutVariables = (text: string): string => text.replace(/[$&]\{[^}]*\}/g, '\uE000')

/** The parts of an ARN behind `arn`: partition, service, region, account and the rest. */
const arnParts = (text: string): readonly string[] | undefined => {
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = withoutVariables(text).split(':')
  return arn === 'arn' ? [partition, service, region, account, rest.join(':')] : undefined
}

const isOpen = (part: string | undefined): boolean => part === undefined || /^\**$/.test(part)

/** `*`, `arn:aws:*`, `arn:*:*:*:*:*` */
export const isEveryResource = (text: string): boolean => {
  if (text.includes('*') && /^[*?]+$/.test(text)) return true
  const parts = text.endsWith('*') ? arnParts(text) : undefined
  return parts?.slice(1).every(isOpen) === true
}

/** Of these the name of one resource stands where others have a kind. */
const withoutKinds: ReadonlySet<string> = new Set(['s3', 'execute-api'])

/** Everything that a service has, or everything of one kind in every account and region: `arn:aws:s3:::*`. */
export const isEveryResourceOf = (text: string, service: string): boolean => {
  if (isEveryResource(text)) return true
  const [, named = '', region, account, rest = ''] = (text.endsWith('*') ? arnParts(text) : undefined) ?? []
  if (named !== service || !isOpen(region) || !isOpen(account)) return false
  if (/^[*/:]*$/.test(rest)) return true
  return !withoutKinds.has(service) && /^[\w-]+[/:]\*+(?:\/\*+)?$/.test(rest)
}

/** Every role, at least of one account: `arn:aws:iam::123456789012:role/*`. */
export const isEveryRole = (text: string): boolean => {
  if (isEveryResource(text)) return true
  const [, service = '', , , rest = ''] = arnParts(text) ?? []
  return service === 'iam' && /^(?:\*+|role\/?\*+)$/.test(rest)
}
