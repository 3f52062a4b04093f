import { dirname } from 'node:path'
import { editedFile } from '../edited-file.ts'
import type { Kind, Person, Spot } from '../place.ts'
import { blankFirstLine } from '../text/blank-first-line.ts'

const products = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Code - OSS', 'Windsurf'] as const

// On a machine that is worked on from another, the server of the editor keeps the history.
const servers = ['.vscode-server', '.vscode-server-insiders', '.cursor-server', '.windsurf-server'] as const

// A Flatpak has a folder of settings of its own.
const flatpaks = [
  'com.visualstudio.code/config/Code',
  'com.visualstudio.code-oss/config/Code - OSS',
  'com.vscodium.codium/config/VSCodium',
] as const

const snapshotOf = (uid: number): Kind => ({
  what: "the editor's local history",
  names: (name) => name !== 'entries.json',
  about: (path) => editedFile(`${dirname(path)}/entries.json`, uid),
  remedy:
    'leaktight shred {file} and remove its entry from {beside:entries.json} as well; exclude secrets with "workbench.localHistory.exclude" in the settings',
})

const hotExit: Kind = {
  what: 'unsaved text that the editor keeps',
  names: () => true,
  text: blankFirstLine, // the file it belongs to
  remedy: 'Close the tab without saving, then leaktight shred {file} where it still stands',
}

/** https://marketplace.visualstudio.com/items?itemName=xyz.local-history keeps every version of what is saved. */
const localHistory: Kind = {
  what: 'copies of the extension Local History',
  names: () => true,
  remedy: 'leaktight shred {file} and exclude secrets with "local-history.exclude" in the settings',
}

export const vscodeSpots = ({ home, env, uid }: Person): readonly Spot[] => {
  const folders = [env.XDG_CONFIG_HOME || `${home}/.config`, `${home}/Library/Application Support`]
  const profiles = [
    ...folders.flatMap((folder) => products.map((product) => `${folder}/${product}`)),
    ...servers.map((server) => `${home}/${server}/data`),
    ...flatpaks.map((flatpak) => `${home}/.var/app/${flatpak}`),
  ]
  return [
    ...profiles.flatMap((folder) => [
      { folder: `${folder}/User/History`, depth: 2, kinds: [snapshotOf(uid)], uid },
      { folder: `${folder}/Backups`, depth: 3, kinds: [hotExit], uid },
    ]),
    { folder: `${home}/.history`, depth: 8, kinds: [localHistory], uid },
  ]
}
