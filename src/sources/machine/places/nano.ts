import type { Kind, Person, Spot } from '../place.ts'

/** What nano writes when a signal ends it: `NAME.save`, `NAME.save.1`. */
const save: Kind = {
  what: 'an emergency copy of nano',
  names: (name) => /\.save(?:\.\d+)?$/.test(name),
  remedy: 'leaktight shred {file} (`leaktight edit FILE` leaves none behind)',
}

export const nanoKinds: readonly Kind[] = [save]

const history: Kind = { what: "nano's history", names: (name) => /_history$/.test(name) }

export const nanoSpots = ({ home, uid }: Person): readonly Spot[] =>
  [`${home}/.nano`, `${home}/.local/share/nano`].map((folder) => ({ folder, depth: 1, kinds: [history], uid }))
