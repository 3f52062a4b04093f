import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { cli, environment } from './place.mjs'

const firstLine = (program, args) =>
  execFileSync(program, args, { env: environment(), encoding: 'utf8' }).split('\n')[0].trim()

/** What the figures were taken on. */
export const machine = () => ({
  processor: cpus()[0].model,
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  kernel: `Linux ${release()}`,
  node: process.version,
  git: firstLine('git', ['--version']).replace('git version ', ''),
  leaktight: firstLine(process.execPath, [cli, '--version']),
  NODE_EXTRA_CA_CERTS: environment().NODE_EXTRA_CA_CERTS === undefined ? 'not set' : 'set',
  load: loadavg()[0].toFixed(2),
})
