import { readFileSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import type { Kind, Spot } from '../place.ts'

const remedy = 'leaktight shred {file} (`ulimit -c 0` keeps programs that hold secrets from leaving any)'

/** What one dump may be read of; what lies behind it is not looked at. */
const most = 1024 * 1024 * 1024

const packed = /\.(?:zst|lz4|xz|gz)$/

const dump = (names: (name: string) => boolean): Kind => ({
  what: 'a core dump',
  names,
  bytes: most,
  inPieces: true,
  remedy,
  opaque: (name) =>
    packed.test(name) ? 'a compressed core dump is not searched; remove it if its program held secrets' : undefined,
})

/** `core`, `core.1234`, and what systemd-coredump writes. */
export const coreDump: Kind = dump((name) => /^core(?:\.\d+|\..+\.\d+.*)?$/.test(name) || name === 'core')

const anything = dump(() => true)

const pattern = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim()
  } catch {
    return '' // no Linux
  }
}

/** Where the system writes dumps to: systemd, Apport, and a folder that `core_pattern` names. */
export const coreDumpSpots = (uid: number | undefined, wanted = pattern()): readonly Spot[] => {
  const named = isAbsolute(wanted) ? [dirname(wanted)].filter((folder) => folder !== '/' && !folder.includes('%')) : []
  const own = new Set(['/var/lib/systemd/coredump', '/var/crash', '/cores'])
  return [
    ...[...own].map((folder) => ({ folder, depth: 1, kinds: [anything], uid })),
    ...named.filter((folder) => !own.has(folder)).map((folder) => ({ folder, depth: 1, kinds: [coreDump], uid })),
  ]
}
