import type { Cloud, Credentials } from './cloud.ts'
import { answer, type Message, messageOf } from './guard-messages.ts'
import { openJournals } from './journal.ts'
import type { Patience } from './patience.ts'
import { undo } from './undo.ts'

export interface GuardBench {
  /** From the process that is guarded; ends when that does, however it does. */
  readonly input: AsyncIterable<Uint8Array>
  reply(line: string): void
  connect(credentials: Credentials, env: Readonly<Record<string, string>>): Promise<Cloud>
  readonly patience: Patience
  readonly uid: number | undefined
}

type Begin = Message & { readonly say: 'begin' }

/**
 * Outlives a rotation that is killed, and undoes it. Says nothing to anybody: what it cannot undo stays in the journal for
 * the next run.
 */
export const guardRotation = async (bench: GuardBench): Promise<void> => {
  let begun: { readonly message: Begin; readonly cloud: Cloud } | undefined
  let journal: Begin['journal'] | undefined
  for await (const line of linesOf(bench.input)) {
    const message = messageOf(line)
    if (message.say === 'done') return
    if (message.say === 'begin') begun = { message, cloud: await bench.connect(message.credentials, message.env) }
    journal = message.journal
    bench.reply(`${answer}\n`)
  }
  const endedAt = bench.patience.now().toISOString()
  if (begun === undefined || journal === undefined) return
  const { root, journals: folder } = begun.message
  const journals = openJournals(folder, bench.uid)
  // One that is gone was ended by the process itself.
  if ((await journals.read(journal.file)) === undefined) return
  const { patience } = bench
  await undo({ ...journal, endedAt }, { root, cloud: begun.cloud, journals, patience })
}

/** Whole lines; what a process that was killed left of one is no message. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const piece of input) {
    rest = Buffer.concat([rest, piece])
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield rest.toString('utf8', 0, end)
      rest = rest.subarray(end + 1)
    }
  }
}
