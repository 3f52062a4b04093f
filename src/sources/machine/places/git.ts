import type { Kind, Spot } from '../place.ts'
import { anyFile } from './temporary.ts'

const kept = (what: string, remedy = 'leaktight shred {file}'): Kind => ({ ...anyFile, what, remedy })

const unfinished = kept(
  'a rebase that was not finished',
  'git rebase --abort (or --continue; what still stands then: leaktight shred {file})',
)

const folders: readonly (readonly [string, Kind])[] = [
  ['lost-found', kept('what `git fsck --lost-found` wrote')],
  ['rr-cache', kept('what `git rerere` keeps of a conflict')],
  ['rebase-apply', unfinished],
  ['rebase-merge', unfinished],
]

/** Messages, and what `git add -e` and `git add -p` let be edited. */
const edited: Kind = { ...kept('the folder of git'), names: (name) => /(?:_EDITMSG|_MSG|\.(?:diff|patch))$/.test(name) }

/** Plain files that git writes into its own folder, which no object store knows and `git gc` leaves. */
export const gitSpots = (gitFolders: readonly string[], beside: readonly Kind[], uid: number | undefined): Spot[] =>
  gitFolders.flatMap((folder) => [
    ...folders.map(([name, kind]) => ({
      folder: `${folder}/${name}`,
      depth: 2,
      kinds: [kind],
      uid,
      inside: true as const,
    })),
    { folder, depth: 1, kinds: [...beside, edited], uid, inside: true as const },
  ])
