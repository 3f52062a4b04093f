import { readdirSync } from 'node:fs'
import type { Kind, Spot } from '../place.ts'
import { plaintextFile } from './temporary.ts'

const remedy = 'It belongs to a running service: stop the service, then leaktight shred {file}'

const ofService: Kind = { ...plaintextFile, what: 'the private folder of a service', remedy }

/** `/tmp/systemd-private-<boot>-<unit>-<random>/tmp`, which only root can look into. */
export const serviceSpots = (directory: string, uid: number | undefined): readonly Spot[] => {
  if (uid !== undefined && uid !== 0) return []
  try {
    return readdirSync(directory)
      .filter((name) => name.startsWith('systemd-private-'))
      .map((name) => ({ folder: `${directory}/${name}/tmp`, depth: 3, kinds: [ofService], uid }))
  } catch {
    return [] // gone
  }
}
