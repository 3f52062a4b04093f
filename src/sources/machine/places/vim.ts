import type { Kind, Person, Spot } from '../place.ts'
import { shadaText } from '../text/shada.ts'
import { swapText } from '../text/vim-swap.ts'
import { undoText } from '../text/vim-undo.ts'

const remedy =
  'Once no editor has the file open: leaktight shred {file} (`leaktight edit FILE` keeps editors from writing it)'

const swap: Kind = {
  what: 'a swap file of vim',
  names: (name) => /\.sw[a-p]$/.test(name),
  bytes: 16 * 1024 * 1024,
  text: swapText,
  remedy,
}

const undo: Kind = { what: 'an undo file of vim', names: (name) => name.endsWith('.un~'), text: undoText, remedy }

const info: Kind = {
  what: 'the registers and history of vim',
  names: (name) => /^[._]?viminfo(?:[.-].+)?$/.test(name),
  remedy: 'Remove the entry from {file} (`:let @a=""` for a register, then `:wviminfo!`), or leaktight shred {file}',
}

const shada: Kind = {
  what: 'the registers and history of neovim',
  names: (name) => /\.shada(?:\.tmp\..+)?$/.test(name),
  text: shadaText,
  remedy: 'Clear the register and `:wshada!`, or leaktight shred {file}',
}

/** Those that vim puts beside the file that is edited. */
export const vimKinds: readonly Kind[] = [swap, undo, info]

const anyName = (kind: Kind): Kind => ({ ...kind, names: () => true })

const backup: Kind = { what: 'a backup of vim', names: () => true, remedy }

const nvimUndo: Kind = { ...anyName(undo), what: 'an undo file of neovim' }
const nvimSwap: Kind = { ...anyName(swap), what: 'a swap file of neovim' }

/** Where vim and neovim put them when they are told to, and neovim anyway. */
export const vimSpots = ({ home, env, uid }: Person): readonly Spot[] => {
  const state = env.XDG_STATE_HOME || `${home}/.local/state`
  const data = env.XDG_DATA_HOME || `${home}/.local/share`
  const spot = (folder: string, kind: Kind): Spot => ({ folder, depth: 2, kinds: [kind], uid })
  return [
    ...[`${state}/nvim`, `${data}/nvim`].flatMap((folder) => [
      spot(`${folder}/swap`, nvimSwap),
      spot(`${folder}/undo`, nvimUndo),
      spot(`${folder}/backup`, backup),
      spot(`${folder}/shada`, shada),
    ]),
    ...[`${home}/.vim`, `${home}/.cache/vim`, `${state}/vim`].flatMap((folder) => [
      ...['swap', 'swp', 'swapfiles'].map((name) => spot(`${folder}/${name}`, anyName(swap))),
      ...['undo', 'undodir'].map((name) => spot(`${folder}/${name}`, anyName(undo))),
      ...['backup', 'backups'].map((name) => spot(`${folder}/${name}`, backup)),
      spot(folder, { ...info, names: (name) => name === 'viminfo' }),
    ]),
  ]
}
