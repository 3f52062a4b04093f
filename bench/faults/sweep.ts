import { type Fault, obstacleToTracing, openRange } from '../../test/shred/faults/strace.ts'

const faults: readonly Fault[] = [
  'error=EIO',
  'error=ENOSPC',
  'error=EINTR',
  'signal=SIGINT',
  'signal=SIGTERM',
  'signal=SIGHUP',
  'signal=SIGQUIT',
  'signal=SIGKILL',
]

const outcomes = new Map<string, number>()
let broken = 0
const obstacle = await obstacleToTracing()
if (obstacle !== undefined) throw new Error(obstacle)
const range = openRange()
try {
  const calls = await range.calls()
  for (const call of calls) {
    for (const fault of faults) {
      const { said, exitCode, broken: laws } = await range.strike(call, fault)
      const key = `${fault} → ${said?.status ?? 'no report'}, ${exitCode === undefined ? 'killed' : `exit ${exitCode}`}`
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
      for (const law of laws)
        console.log(`BROKEN ${call.name} ${call.path ?? ''} #${call.nth} ${fault}: ${law} (${said?.reason})`)
      broken += laws.length
    }
  }
  for (const [outcome, count] of [...outcomes].toSorted()) console.log(`${String(count).padStart(4)}  ${outcome}`)
  console.log(`${calls.length} system calls x ${faults.length} faults, ${broken} broken`)
} finally {
  range.remove()
}
process.exitCode = broken === 0 ? 0 : 1
