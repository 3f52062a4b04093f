import { isPlaintextName } from '../names.ts'
import type { Kind, Person, Spot } from '../place.ts'
import { packedFile, plaintextFile } from './temporary.ts'

const folders = ['Downloads', 'Desktop', 'Documents'] as const

// Below a dot programs keep what is theirs.
const isNamed = (name: string): boolean => !name.startsWith('.')

const tellingWord = /secret|cred|sops|vault|keys?(?:[-_.]|$)|env/i

const isTellingPackage = (name: string): boolean =>
  packedFile.names(name, '') && (tellingWord.test(name) || isPlaintextName(name.replace(/\.[^.]+$/, '')))

const written = (what: string): Kind => ({
  what,
  remedy: 'leaktight shred {file} (or move what it holds into an encrypted file; what has to stay: chmod 600)',
  names: (name) => isNamed(name) && (plaintextFile.names(name, '') || isTellingPackage(name)),
})

/** What somebody put there by hand: `rootkey.csv` as the AWS console hands it out, `~/aws-update.yaml`. */
export const homeSpots = ({ home, uid }: Person): readonly Spot[] => [
  { folder: home, depth: 1, kinds: [written('the home folder')], uid },
  ...folders.map((name) => ({ folder: `${home}/${name}`, depth: 1, kinds: [written(`the folder ${name}`)], uid })),
]
