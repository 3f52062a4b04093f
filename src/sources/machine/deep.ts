import { mountPoints } from './mounts.ts'
import type { Deep } from './options.ts'
import { everyPerson, thisPerson } from './people.ts'
import type { Kind, Person, Spot } from './place.ts'
import { awsSpots } from './places/aws.ts'
import { coreDump, coreDumpSpots } from './places/core-dumps.ts'
import { emacsKinds, emacsSpots } from './places/emacs.ts'
import { gitSpots } from './places/git.ts'
import { homeSpots } from './places/home.ts'
import { jetbrainsAdvice } from './places/jetbrains.ts'
import { nanoKinds, nanoSpots } from './places/nano.ts'
import { shellKinds, shellSpots } from './places/shells.ts'
import { sopsKinds } from './places/sops.ts'
import { serviceSpots } from './places/systemd.ts'
import { anyFile, packedFile } from './places/temporary.ts'
import { trashSpots } from './places/trash.ts'
import { vimKinds, vimSpots } from './places/vim.ts'
import { vscodeSpots } from './places/vscode.ts'
import { isPlainWay } from './plain-way.ts'

/** What editors and programs leave beside the file they work with. */
const beside: readonly Kind[] = [...vimKinds, ...emacsKinds, ...nanoKinds, coreDump]

const families = [vimSpots, emacsSpots, nanoSpots, vscodeSpots, shellSpots, awsSpots, trashSpots, homeSpots]

const homeSpot = ({ home, uid }: Person): Spot => ({ folder: home, depth: 1, kinds: [...beside, ...shellKinds], uid })

export interface DeepOptions {
  readonly uid: number
  readonly env: Person['env']
  /** Of every user, and not only of the one who asks. */
  readonly everyone: boolean
  /** The temporary folders, without symbolic links. */
  readonly directories: readonly string[]
  /** Where git keeps what belongs to the repository, without symbolic links. */
  readonly gitFolders: readonly string[]
}

export interface DeepPlaces extends Deep {
  readonly mounts: ReadonlySet<string>
  /** Sentences on what cannot be searched. */
  readonly advice: readonly string[]
}

const noHome = 'HOME names no folder, so nothing in one was looked at'

/** Every place on the machine beside temporary folders where plaintext is left behind, and what is said of some. */
export const deepPlaces = ({ uid: own, env, everyone, directories, gitFolders }: DeepOptions): DeepPlaces => {
  const people = everyone ? everyPerson() : thisPerson(own, env)
  const uid = everyone ? undefined : own
  const mounts = new Set(mountPoints())
  const reached = (home: string) => (spot: Spot) => !everyone || isPlainWay(home, spot.folder, mounts)
  return {
    mounts,
    everyone,
    kinds: [...sopsKinds(), ...beside, packedFile, anyFile],
    spots: [
      ...directories.flatMap((folder) => serviceSpots(folder, uid)),
      ...people.flatMap((person) => [
        homeSpot(person),
        ...families.flatMap((spotsOf) => spotsOf(person)).filter(reached(person.home)),
      ]),
      ...gitSpots(gitFolders, beside, uid),
      ...coreDumpSpots(uid),
    ],
    advice: people.length === 0 ? [noHome] : people.flatMap(jetbrainsAdvice),
  }
}
