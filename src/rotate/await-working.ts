import { reasonOf } from '../model/errors.ts'
import { Failed } from '../seal/outcome.ts'
import { type Caller, codeOf, type NewKey } from './cloud.ts'
import type { Desk } from './desk.ts'
import { userInArn } from './key-user.ts'
import { pauses } from './patience.ts'
import { requireGoing } from './steps.ts'
import type { Survey } from './survey.ts'

/** A new key is known everywhere after some seconds. */
const longestMs = 60_000

/** What STS answers for a key that has not reached it. */
const unknownYet = new Set(['InvalidClientTokenId', 'SignatureDoesNotMatch', 'UnrecognizedClientException'])

/** Shows the new pair to STS until that knows it. Throws {@link Failed} where it is another's, or stays unknown. */
export const awaitWorking = async (key: NewKey, survey: Survey, desk: Desk): Promise<void> => {
  const { now, sleep } = desk.patience
  const overAt = now().getTime() + longestMs
  for (const pause of pauses()) {
    const answer = await ask(key, survey)
    if (!(answer instanceof Error)) return requireSameUser(answer, survey)
    requireGoing(desk.signal)
    if (now().getTime() + pause > overAt)
      throw new Failed(`was kept, because STS does not accept the new pair: ${reasonOf(answer)}`)
    await sleep(pause)
  }
}

const ask = async (key: NewKey, { cloud }: Survey): Promise<Caller | Error> => {
  try {
    return await cloud.callerIdentity(key)
  } catch (error) {
    if (unknownYet.has(codeOf(error) ?? '') && error instanceof Error) return error
    throw error
  }
}

const requireSameUser = ({ account, arn }: Caller, { caller, user }: Survey): void => {
  if (account !== caller.account || userInArn(arn) !== user)
    throw new Failed(`was kept, because the new pair belongs to ${arn}, and not to the user ${user}`)
}
