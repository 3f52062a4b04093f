// Names that mark the encrypted one of two files, in the middle of a name, at its end and at its beginning.
const marks = ['enc', 'sops', 'encrypted', 'secret']

interface Name {
  /** With the slash; empty at the top. */
  readonly folder: string
  readonly stem: string
  /** With the dot; empty where there is none. */
  readonly suffix: string
}

const split = (path: string): Name => {
  const slash = path.lastIndexOf('/') + 1
  const dot = path.lastIndexOf('.')
  const end = dot > slash ? dot : path.length
  return { folder: path.slice(0, slash), stem: path.slice(slash, end), suffix: path.slice(end) }
}

/** Where the encrypted version of a plaintext file would lie beside it: `x.enc.yaml`, `x.yaml.sops`, `enc.x.yaml`. */
export const encryptedNames = (path: string): readonly string[] => {
  const { folder, stem, suffix } = split(path)
  return marks.flatMap((mark) => [
    ...(suffix === '' ? [] : [`${folder}${stem}.${mark}${suffix}`]),
    ...(suffix === '' && stem.startsWith('.') ? [`${folder}.${mark}${stem}`] : []),
    `${path}.${mark}`,
    `${folder}${mark}.${stem}${suffix}`,
  ])
}

const markedStem = new RegExp(`^(.*)\\.(?:${marks.join('|')})$`)
const markedStart = new RegExp(`^(?:${marks.join('|')})\\.(.+)$`)

const plainMarks = ['dec', 'decrypted', 'plain', 'clear']

/** The other way round: where the plaintext of an encrypted file would lie beside it. */
export const plaintextNames = (path: string): readonly string[] => {
  const { folder, stem, suffix } = split(path)
  const unmarked = marks.includes(suffix.slice(1))
    ? folder + stem
    : prefixed(folder, markedStem.exec(stem)?.[1] ?? markedStart.exec(stem)?.[1], suffix)
  if (unmarked !== undefined) return [unmarked]
  return plainMarks.flatMap((mark) => [`${folder}${stem}.${mark}${suffix}`, `${path}.${mark}`])
}

const prefixed = (folder: string, name: string | undefined, suffix: string): string | undefined =>
  name === undefined ? undefined : folder + name + suffix
