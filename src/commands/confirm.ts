import { createInterface } from 'node:readline/promises'
import type { Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'

/** Asks on the terminal; false also when `signal` is aborted before the answer. */
export const confirm =
  (invocation: Invocation, terminal: Pick<Terminal, 'write'>) =>
  async (question: string, signal: AbortSignal | undefined): Promise<boolean> => {
    terminal.write(`${question} [y/N] `)
    const input = invocation.stdin as NodeJS.ReadableStream
    const lines = createInterface({ input, ...(signal === undefined ? {} : { signal }) })
    for await (const line of lines) {
      lines.close()
      return /^y(es)?$/i.test(line.trim())
    }
    return false
  }
