import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { whatWasFound } from './found.mjs'
import { measure } from './measure.mjs'
import { ownFolder } from './place.mjs'
import { alternate } from './rounds.mjs'
import { shown } from './shown.mjs'

const worthSaying = 3000

const say =
  (row) =>
  (name, { ms, code }) => {
    if (ms > worthSaying) console.error(`${row}: ${name} ${(ms / 1000).toFixed(1)} s, exit ${code}`)
  }

const jobFor = (job, contender) => {
  const name = contender.name.replaceAll(/[^a-z0-9]+/gi, '-')
  return { ...job, stdout: join(ownFolder(), `${name}.out`), stderr: join(ownFolder(), `${name}.err`) }
}

const commandFor = (contender, kind, job) => {
  const { stdout, stderr, ...rest } = jobFor(job, contender)
  const { reportOn = 'stdout', ...command } = contender.floor
    ? contender.for(rest)
    : contender[kind]({ ...rest, stdout })
  const report = reportOn === 'stderr' ? stderr : stdout
  return { ...command, stderr, ...(reportOn === 'file' ? {} : { stdout }), report }
}

const withEnvironment = (command, env) => ({ ...command, env: { ...command.env, ...env } })

const judge = (contender, { report }, planted, options) => {
  try {
    return whatWasFound(contender.read(readFileSync(report, 'utf8')), planted, options)
  } catch (cause) {
    return { failed: String(cause.message).split('\n')[0].slice(0, 120) }
  } finally {
    rmSync(report, { force: true })
  }
}

/**
 * One row of the bench: floors, ours and every peer that knows this kind of work, in turn, and what each found.
 * With `probe` the findings come from one further, untimed run over that job, whose secrets are known.
 */
export const runRow = async ({
  id,
  title,
  kind,
  job,
  floors = [],
  contenders,
  rounds,
  apart,
  probe,
  before,
  byPath,
  bytes,
  env = {},
}) => {
  console.error(`${id}: ${title}`)
  const able = contenders.filter((one) => one[kind] !== undefined)
  const running = [...floors, ...able].map((contender) => ({
    ...contender,
    contender,
    before: contender.floor ? undefined : before,
    command: contender.inside === undefined ? withEnvironment(commandFor(contender, kind, job), env) : undefined,
  }))
  const results = await alternate(running, { rounds, apart, say: say(id) })
  for (const [index, { contender, command }] of running.entries()) {
    const result = results[index]
    result.floor = contender.floor === true
    if (command === undefined) continue
    result.command = shown(command, job.staged)
    if (contender.floor || result.late) continue
    if (probe !== undefined) {
      const look = commandFor(contender, contender[`${kind}Probe`] === undefined ? kind : `${kind}Probe`, probe)
      result.probeCode = (await measure(look)).code
      result.found = judge(contender, look, probe.planted, { byPath })
    } else result.found = judge(contender, command, job.planted, { byPath })
  }
  const lacking = contenders.filter((one) => one[kind] === undefined).map(({ name }) => name)
  const unable = lacking.filter((name) => !name.startsWith('leaktight'))
  return { id, title, bytes, results, unable }
}
