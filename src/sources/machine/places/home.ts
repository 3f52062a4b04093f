import { isPlaintextName } from '../names.ts'
import type { Person, Spot } from '../place.ts'
import { packedFile, plaintextFile } from './temporary.ts'

const folders = ['Downloads', 'Desktop', 'Documents'] as const

// Below a dot programs keep what is theirs.
const isNamed = (name: string): boolean => !name.startsWith('.')

const tellingWord = /secret|cred|sops|vault|keys?(?:[-_.]|$)|env/i

const isTellingPackage = (name: string): boolean =>
  packedFile.names(name, '') && (tellingWord.test(name) || isPlaintextName(name.replace(/\.[^.]+$/, '')))

// A key that opens files is no copy of what they hold, and is looked at where keys are.
const keyName = /^(?:age[-_.]?)?keys?(?:\.\w+)?$|^id_\w+$|\.(?:pem|key|age|p12|pfx)$/i

/** Whoever set a variable to a path expects the file to be there. */
const namedBy = (env: Person['env'], folder: string): ReadonlySet<string> =>
  new Set(
    Object.values(env).flatMap((value) => (value?.startsWith(`${folder}/`) ? [value.slice(folder.length + 1)] : [])),
  )

const spotOf = ({ env, uid }: Person, folder: string, what: string): Spot => {
  const wanted = namedBy(env, folder)
  const names = (name: string): boolean =>
    isNamed(name) &&
    !keyName.test(name) &&
    !wanted.has(name) &&
    (plaintextFile.names(name, '') || isTellingPackage(name))
  return { folder, depth: 1, kinds: [{ what, remedy, names }], uid }
}

const remedy = 'leaktight shred {file} (or move what it holds into an encrypted file; what has to stay: chmod 600)'

/** What somebody put there by hand: `rootkey.csv` as the AWS console hands it out, `~/aws-update.yaml`. */
export const homeSpots = (person: Person): readonly Spot[] => [
  spotOf(person, person.home, 'the home folder'),
  ...folders.map((name) => spotOf(person, `${person.home}/${name}`, `the folder ${name}`)),
]
