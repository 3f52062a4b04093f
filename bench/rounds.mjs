import { measure } from './measure.mjs'
import { median } from './median.mjs'

// One that took long is not run as often as the others.
const fewer = [
  { above: 60_000, rounds: 1 },
  { above: 20_000, rounds: 2 },
  { above: 2_000, rounds: 5 },
]

const roundsFor = (ms, rounds) => Math.min(rounds, fewer.find(({ above }) => ms > above)?.rounds ?? rounds)

const fastest = (runs) => Math.min(...runs.map(({ ms }) => ms))

const once = async (contender, options) => {
  if (contender.inside !== undefined) return { ms: contender.inside(), code: 0, late: false }
  await contender.before?.()
  return measure(contender.command, options)
}

const sum = (contender, runs) => {
  const peaks = runs.flatMap((run) => (run.peak === undefined ? [] : [run.peak]))
  return {
    times: runs.map((run) => run.ms),
    ms: median(runs.map((run) => run.ms)),
    best: fastest(runs),
    cpuMs: runs.some((run) => run.cpuMs === undefined || run.late) ? undefined : median(runs.map((run) => run.cpuMs)),
    own: peaks.length === 0 ? undefined : Math.max(...peaks.map((peak) => peak.own)),
    together: peaks.length === 0 ? undefined : Math.max(...peaks.map((peak) => peak.together)),
    code: runs.at(-1).code,
    late: runs.some((run) => run.late),
    rounds: runs.length,
    name: contender.name,
  }
}

/**
 * Runs contenders in turn, round after round, and answers the median of each.
 * Short work is warmed up once and its memory is looked at in a further round that is not timed (`apart`).
 */
export const alternate = async (contenders, { rounds, apart = false, say = () => {} }) => {
  const runs = new Map(contenders.map((contender) => [contender, []]))
  const memory = new Map()
  if (apart) for (const one of contenders) memory.set(one, await once(one, { every: 1 }))
  for (let round = 0; round < rounds; round++)
    for (const [contender, taken] of runs) {
      // One that was ended once would be ended again.
      if (taken.at(-1)?.late === true) continue
      if (taken.length > 0 && taken.length >= roundsFor(fastest(taken), rounds)) continue
      taken.push(await once(contender, apart ? {} : { every: 20 }))
      say(contender.name, taken.at(-1))
    }
  return contenders.map((contender) => {
    const extra = memory.get(contender)
    const taken = runs.get(contender).map((run) => (extra === undefined ? run : { ...run, peak: extra.peak }))
    return sum(contender, taken)
  })
}
