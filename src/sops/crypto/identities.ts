import { readFile } from 'node:fs/promises'
import { platform as thisPlatform } from 'node:os'
import { join } from 'node:path'
import { CannotCheckError, reasonOf } from '../../model/errors.ts'
import { Secret } from '../../model/secret.ts'

/** No identity file is nearly as large. */
const longest = 1024 * 1024

/**
 * The age identities SOPS would use, from the places where it looks (getsops/sops, age/keysource.go): `SOPS_AGE_KEY`,
 * `SOPS_AGE_KEY_FILE` and the user's `sops/age/keys.txt`, all that are there. Throws CannotCheckError for a named file
 * that cannot be read.
 */
export const ageIdentities = async (env: NodeJS.ProcessEnv, platform = thisPlatform()): Promise<readonly Secret[]> => {
  const texts = [env.SOPS_AGE_KEY ?? '']
  const named = env.SOPS_AGE_KEY_FILE
  if (named !== undefined && named !== '') texts.push(await readNamed(named))
  const usual = usualFile(env, platform)
  if (usual !== undefined) texts.push(await readUsual(usual))
  return texts.flatMap(identitiesIn)
}

const readNamed = async (path: string): Promise<string> => {
  try {
    return await readText(path)
  } catch (error) {
    throw new CannotCheckError(`SOPS_AGE_KEY_FILE: ${reasonOf(error)}`, error)
  }
}

const readUsual = async (path: string): Promise<string> => {
  try {
    return await readText(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw new CannotCheckError(`age identities: ${reasonOf(error)}`, error)
  }
}

const readText = async (path: string): Promise<string> => {
  const bytes = await readFile(path)
  try {
    return bytes.length > longest ? '' : bytes.toString('utf8')
  } finally {
    bytes.fill(0)
  }
}

/** `sops/age/keys.txt` in the folder where Go has the user's configuration; SOPS honours `XDG_CONFIG_HOME` on a Mac, too. */
const usualFile = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined => {
  const folder = configFolder(env, platform)
  return folder === undefined ? undefined : join(folder, 'sops', 'age', 'keys.txt')
}

const configFolder = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined => {
  if (platform === 'win32') return filled(env.APPDATA ?? env.AppData)
  const home = filled(env.HOME)
  const otherwise = platform === 'darwin' ? ['Library', 'Application Support'] : ['.config']
  return filled(env.XDG_CONFIG_HOME) ?? (home === undefined ? undefined : join(home, ...otherwise))
}

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

/** One a word, without the lines of an identity file that are comments. */
const identitiesIn = (text: string): Secret[] =>
  text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.trim().split(/\s+/))
    .filter((word) => word.startsWith('AGE-'))
    .map((word) => new Secret(word))
