import type { Run } from './piece.ts'

/** What stands in `$(shell …)` and `${shell …}`, the outermost of those in one another. */
export const shellCallsIn = (text: string): readonly Run[] => {
  if (!/\$[({]shell[ \t]/.test(text)) return []
  const runs: Run[] = []
  let at = 0
  for (const line of text.split(/(?<=(?<!\\)\n)/)) {
    if (!line.startsWith('#') && line.includes('shell')) for (const run of callsOn(line, at)) runs.push(run)
    at += line.length
  }
  return runs
}

interface Open {
  readonly close: string
  /** Where its command begins, if it is a call of the shell. */
  readonly from: number | undefined
}

const sign = /\$[({](?:shell[ \t]+)?|[(){}]/g

/** The calls on one line, with those that continue it. */
const callsOn = (line: string, base: number): readonly Run[] => {
  const runs: Run[] = []
  const open: Open[] = []
  let calls = 0
  for (const { 0: found, index } of line.matchAll(sign)) {
    const opening = found.includes('(') || found.includes('{')
    if (opening) {
      const from = found.length > 2 ? index + found.length : undefined
      open.push({ close: found.includes('(') ? ')' : '}', from })
      if (from !== undefined) calls++
      continue
    }
    const last = open.at(-1)
    if (last?.close !== found) continue
    open.pop()
    if (last.from === undefined) continue
    calls--
    if (calls === 0) runs.push({ start: base + last.from, text: line.slice(last.from, index) })
  }
  return runs
}
