import type { Inquire } from '../engine/inquire.ts'
import { acceptor } from '../policy/acceptance.ts'
import type { Invocation } from './invocation.ts'
import type { Setup } from './setup.ts'

/** A setup whose findings are shown to those who issued them, and what came of it. */
export interface Verification {
  readonly setup: Setup
  advice(): readonly string[]
}

export interface VerifyFlags {
  /** Asks AWS over the network whether keys are live. */
  readonly verify?: boolean
}

/** The setup as it is, or, where `--verify` asks for that, one that uses the network. */
export const withVerification = async (
  setup: Setup,
  { env, now }: Pick<Invocation, 'env' | 'now'>,
  { verify }: VerifyFlags,
): Promise<Verification> => {
  if (verify !== true) return { setup, advice: () => [] }
  const [{ askSts }, { inquireAws, tallySentence }] = await Promise.all([
    import('./verify/ask-sts.ts'),
    import('./verify/inquire-aws.ts'),
  ])
  const { accept } = acceptor(setup.config, now())
  const tally = { yes: 0, no: 0, unknown: 0 }
  const ask = askSts({ env, now })
  const inquire = inquireAws({ ask, accepts: (finding) => accept(finding) !== undefined, tally })
  return { setup: inquiring(setup, inquire), advice: () => [tallySentence(tally) ?? []].flat() }
}

const inquiring = (setup: Setup, inquire: Inquire): Setup => ({
  ...setup,
  examineOptions: { ...setup.examineOptions, inquire },
  withThreads: async (jobs) => ({ ...(await setup.withThreads(jobs)), inquire }),
})
