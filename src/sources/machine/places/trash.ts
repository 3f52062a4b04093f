import { mountPoints } from '../mounts.ts'
import type { Kind, Person, Spot } from '../place.ts'

const thrownAway: Kind = {
  what: 'the trash',
  names: () => true,
}

const depth = 6

const spot = (folder: string, uid: number): Spot => ({ folder, depth, kinds: [thrownAway], uid, repositories: true })

const system = /^\/(?:proc|sys|dev|run)(?:\/|$)/

/** In the home, and at the top of every mounted file system: https://specifications.freedesktop.org/trash-spec. */
export const trashSpots = ({ home, env, uid }: Person, mounts = mountPoints()): readonly Spot[] => {
  const data = env.XDG_DATA_HOME || `${home}/.local/share`
  const tops = [...new Set(['/', ...mounts])].filter((mount) => !system.test(mount))
  return [
    spot(`${data}/Trash`, uid),
    spot(`${home}/.Trash`, uid),
    ...tops.flatMap((top) =>
      [`.Trash-${uid}`, `.Trash/${uid}`].map((name) => spot(`${top === '/' ? '' : top}/${name}`, uid)),
    ),
  ]
}
