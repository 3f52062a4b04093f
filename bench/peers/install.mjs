import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../place.mjs'
import { clients } from './clients.mjs'
import { packages } from './packages.mjs'

const reasonOf = (error) => {
  const lines = String(error.stderr ?? error.message ?? error)
    .trim()
    .split('\n')
  return lines
    .slice(-2)
    .join(' ')
    .replaceAll(/https?:\/\/\S+/g, '(the registry)')
    .slice(0, 300)
}

const installOne = (one) => {
  if (one.refused !== undefined) return { name: one.name, missing: one.refused }
  const home = join(folder('peers'), `${one.name}-${one.version}`)
  const program = join(home, one.program)
  if (existsSync(join(home, '.complete'))) return { name: one.name, version: one.version, home, program }
  console.error(`installing ${one.name} ${one.version}`)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home)
  try {
    clients[one.client](one, home)
    if (!existsSync(program)) throw new Error(`${one.package} ${one.version} brought no ${one.program}`)
  } catch (error) {
    return { name: one.name, version: one.version, missing: reasonOf(error) }
  }
  writeFileSync(join(home, '.complete'), '')
  return { name: one.name, version: one.version, home, program }
}

/** Installs every peer that is not there yet, one after the other, and tells of each where it is or why it is missing. */
export const installPeers = () => packages.map(installOne)
