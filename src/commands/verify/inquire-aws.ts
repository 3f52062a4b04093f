import type { Inquire } from '../../engine/inquire.ts'
import type { Finding } from '../../model/finding.ts'
import type { Hit } from '../../model/rule.ts'
import type { Answer, AskSts } from './ask-sts.ts'
import { type AwsPair, awsPairs, type Half } from './aws-pairs.ts'

/** How many ids were shown to STS, by what it said. */
export type Tally = Record<'yes' | 'no' | 'unknown', number>

interface Wishes {
  readonly ask: AskSts
  /** Somebody has accepted it: nothing is asked, and no canary is touched. */
  accepts(finding: Finding): boolean
  readonly tally: Tally
}

/** Shows the pairs of a document to STS, and says of both halves what it answered. */
export const inquireAws =
  ({ ask, accepts, tally }: Wishes): Inquire =>
  async (found) => {
    const accepted = new Set(found.filter(({ finding }) => accepts(finding)).map(({ candidate }) => candidate.hit))
    const pairs = withoutAccepted(awsPairs(found), accepted)
    const told = new Map<Hit, Answer>()
    await Promise.all(
      pairs.map(async (pair) => {
        const { answer, secret } = await answerFor(pair, ask)
        tally[answer.live === 'mismatch' ? 'unknown' : answer.live]++
        told.set(pair.id.hit, answer)
        // A secret belongs to the id with which it works; with another one it says nothing.
        if (answer.live !== 'mismatch' && told.get(secret.hit)?.live !== 'yes') told.set(secret.hit, answer)
      }),
    )
    return found.map(({ candidate }) => detailsOf(told.get(candidate.hit)))
  }

const withoutAccepted = (pairs: readonly AwsPair[], accepted: ReadonlySet<Hit>): readonly AwsPair[] =>
  pairs.flatMap((pair) => {
    const secrets = pair.secrets.filter(({ hit }) => !accepted.has(hit))
    return accepted.has(pair.id.hit) || secrets.length === 0 ? [] : [{ ...pair, secrets }]
  })

/** The answer for the first secret that is not told to be another id's. */
const answerFor = async (
  { id, secrets, token }: AwsPair,
  ask: AskSts,
): Promise<{ readonly answer: Answer; readonly secret: Half }> => {
  const [first, ...others] = secrets as readonly [Half, ...Half[]]
  const askWith = async (secret: Half) => ({
    secret,
    answer: await ask({
      accessKeyId: id.value.read((text) => text),
      secretAccessKey: secret.value,
      ...(token === undefined ? {} : { sessionToken: token.value }),
      source: 'a finding',
    }),
  })
  let outcome = await askWith(first)
  for (const secret of others) {
    if (outcome.answer.live !== 'mismatch') break
    outcome = await askWith(secret)
  }
  return outcome
}

const detailsOf = (answer: Answer | undefined): Finding['details'] | undefined => {
  if (answer === undefined) return undefined
  if (answer.live !== 'mismatch') return { ...answer }
  return { live: 'unknown', because: 'the access key is in use, and no secret beside it is its own' }
}

/** For people; undefined where there was nothing to ask. */
export const tallySentence = ({ yes, no, unknown }: Tally): string | undefined => {
  const all = yes + no + unknown
  if (all === 0) return undefined
  const keys = all === 1 ? 'AWS access key was' : 'AWS access keys were'
  return `${all} ${keys} shown to STS: ${yes} live, ${no} dead, ${unknown} unknown.`
}
