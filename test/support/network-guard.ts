import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes every way to the network that a program takes. */
const program = (log: string): string => `
const { appendFileSync } = require('node:fs')
const note = (what) => appendFileSync(${JSON.stringify(log)}, what + '\\n')
const watch = (object, name, label) => {
  const own = object[name]
  object[name] = function (...all) { note(label); return own.apply(this, all) }
}
watch(require('node:net').Socket.prototype, 'connect', 'connect')
const dns = require('node:dns')
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) watch(dns, name, 'dns')
watch(require('node:dgram').Socket.prototype, 'send', 'datagram')
watch(globalThis, 'fetch', 'fetch')
`

export interface NetworkGuard {
  /** For programs that are watched; they start watched programs in turn. */
  readonly env: NodeJS.ProcessEnv
  /** What was used so far. */
  used(): readonly string[]
}

export const networkGuard = (folder: string): NetworkGuard => {
  const [script, log] = [join(folder, 'guard.cjs'), join(folder, 'network.log')]
  writeFileSync(script, program(log))
  return {
    env: { NODE_OPTIONS: `--require ${JSON.stringify(script)}` },
    used: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  }
}
