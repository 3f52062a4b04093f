import { commandLines, isWorkedOn } from '../living.ts'
import type { Kind } from '../place.ts'

const remedy = 'leaktight shred {file} ; rmdir {beside:.} (`leaktight edit FILE` leaves nothing behind)'

/** Temporary files of sops; those that a living sops or editor works with are none that were left behind. */
export const sopsKinds = (): readonly Kind[] => {
  let lines: ReturnType<typeof commandLines> | undefined
  const inUse = (path: string): string | undefined => {
    lines ??= commandLines()
    return isWorkedOn(path, lines) ? 'sops or an editor is working with it; not looked at' : undefined
  }
  return [
    // `$TMPDIR/<digits>/NAME`, where NAME is that of the encrypted file.
    {
      what: 'a temporary file of `sops edit`',
      names: (name, folder) => /^\d{1,10}$/.test(folder) && !/\.(?:sw[a-p]|un~)$/.test(name),
      remedy,
      inUse,
    },
    // `$TMPDIR/.sops<digits>/tmp-file…`: without `--no-fifo` it is a FIFO, which nobody opens.
    {
      what: 'a temporary file of `sops exec-file`',
      names: (_, folder) => /^\.sops\d+$/.test(folder),
      remedy,
      inUse,
    },
  ]
}
