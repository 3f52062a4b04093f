import { expect, it } from 'vitest'
import { awsSpots } from '../../../src/sources/machine/places/aws.ts'
import { coreDump } from '../../../src/sources/machine/places/core-dumps.ts'
import { emacsSpots } from '../../../src/sources/machine/places/emacs.ts'
import { gitSpots } from '../../../src/sources/machine/places/git.ts'
import { homeSpots } from '../../../src/sources/machine/places/home.ts'
import { nanoSpots } from '../../../src/sources/machine/places/nano.ts'
import { shellSpots } from '../../../src/sources/machine/places/shells.ts'
import { sopsKinds } from '../../../src/sources/machine/places/sops.ts'
import { trashSpots } from '../../../src/sources/machine/places/trash.ts'
import { vimSpots } from '../../../src/sources/machine/places/vim.ts'
import { vscodeSpots } from '../../../src/sources/machine/places/vscode.ts'

const person = { uid: 1000, home: '/home/alice', env: { HOME: '/home/alice' } }
const spots = [
  ...[awsSpots, homeSpots, emacsSpots, nanoSpots, shellSpots, vimSpots, vscodeSpots].flatMap((of) => of(person)),
  ...trashSpots(person, []),
  ...gitSpots(['/r/.git'], [], 1000),
]
const kinds = [...spots.flatMap((spot) => spot.kinds), ...sopsKinds(), coreDump]
const remedies = new Set(kinds.flatMap(({ remedy }) => remedy ?? []))

it('what a place asks for names the file, and nothing sticks to its path', () => {
  expect(remedies.size).toBeGreaterThan(5)
  for (const remedy of remedies) {
    expect(remedy).toMatch(/\{(?:file|beside:[^}]+)\}/)
    expect(remedy).not.toMatch(/\}[^\s)]/)
  }
})
