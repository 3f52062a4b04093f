import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

export const target = 'aws-update.yaml'
const marker = 'plaintext-of-the-test'
/** More than two blocks, and not a whole number of them. */
export const contents = `${marker}\n`.repeat(450)

/** What the command said of the target; undefined where it was killed before it could. */
export interface Said {
  readonly status: string
  readonly reason?: string
}

const fullyOverwritten = (bytes: Buffer): boolean => !bytes.includes(marker)

const ofTheNames = (folder: string, said: Said | undefined): string[] => {
  const broken: string[] = []
  const others = readdirSync(folder).filter((name) => name !== target)
  for (const name of others) {
    if (statSync(path.join(folder, name)).size > 0) broken.push(`contents under another name, ${name}`)
    if (said !== undefined && !said.reason?.includes(name)) broken.push(`${name} is left and not named in the report`)
  }
  return broken
}

const ofTheFile = (bytes: Buffer | undefined, said: Said, others: number): string[] => {
  const reason = said.reason ?? ''
  const broken: string[] = []
  const intact = bytes?.equals(Buffer.from(contents)) === true
  if (/^(shredded|removed-not-sanitized)$/.test(said.status)) {
    if (bytes !== undefined || others > 0) broken.push(`said to be ${said.status} but is there`)
    return broken
  }
  if (said.status === 'refused' && !intact) broken.push('refused but changed')
  if (/^could not be shredded/.test(reason) && !intact) broken.push('said not to be shredded but changed')
  if (/^was kept under its name/.test(reason) && (bytes === undefined || bytes.length === 0))
    broken.push('said to be kept but is not')
  if (/^was overwritten/.test(reason) && bytes !== undefined && !fullyOverwritten(bytes))
    broken.push('said to be overwritten but is readable')
  if (bytes === undefined && others === 0 && !/^was overwritten and removed/.test(reason))
    broken.push('is gone, and not said to be')
  return broken
}

const read = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/**
 * What is wrong with a folder in which one file was shredded while something failed. `inode` is the file itself, held
 * open from before. A list, so that everything is seen at once; empty where all is well.
 */
export const brokenIn = (folder: string, inode: number, said: Said | undefined): readonly string[] => {
  const bytes = read(path.join(folder, target))
  const others = readdirSync(folder).filter((name) => name !== target).length
  const broken = ofTheNames(folder, said)
  if (bytes === undefined && !fullyOverwritten(readFileSync(`/proc/self/fd/${inode}`)))
    broken.push('has lost its name but is readable')
  return said === undefined ? broken : [...broken, ...ofTheFile(bytes, said, others)]
}
