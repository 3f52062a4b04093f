import { AwsError } from './aws-error.ts'
import { queryClient } from './query.ts'
import type { AwsCredentials, AwsOptions, Sts } from './types.ts'
import { elementAt, textAt } from './xml.ts'

/** Says whose credentials are (API version 2011-06-15). It needs no permission, and cannot be denied. */
export const stsClient = (credentials: AwsCredentials, options: AwsOptions): Sts => {
  const client = queryClient({ service: 'sts', version: '2011-06-15' }, credentials, options)
  return {
    async callerIdentity() {
      const result = elementAt(await client.ask('GetCallerIdentity'), 'GetCallerIdentityResult')
      const [account, arn, userId] = ['Account', 'Arn', 'UserId'].map((name) => textAt(result, name))
      if (account === undefined || arn === undefined || userId === undefined)
        throw new AwsError('STS: its reply is incomplete', {
          code: 'UnexpectedReply',
          status: 200,
          mayHaveHappened: false,
        })
      return { account, arn, userId }
    },
  }
}

/** `arn:aws:iam::111122223333:root`. */
export const isRoot = (arn: string): boolean => /^arn:[\w-]+:(?:iam|sts)::\d{12}:root$/.test(arn)
