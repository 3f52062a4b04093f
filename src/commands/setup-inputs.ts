import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './version.generated.ts'

/** A folder with rule files of the user, as it lies on disk. */
interface RuleFolder {
  readonly path: string
  readonly files: readonly (readonly [name: string, text: string])[]
}

/** Everything that configuration and rules are made of. */
export interface SetupInputs {
  /** Of this package. */
  readonly build: string
  readonly root: string
  /** How messages call the configuration. */
  readonly name: string
  readonly text: string
  readonly folders: readonly RuleFolder[]
}

/** The configuration that was read, and where. */
export type ConfigText = Pick<SetupInputs, 'root' | 'name' | 'text'>

const folderAt = (path: string, root: string): RuleFolder => {
  const folder = resolve(root, path)
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))
  return { path, files: names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const) }
}

/** Reads what the rules in `folders` are made of; undefined where something cannot be read. */
export const readInputs = (config: ConfigText, folders: readonly string[]): SetupInputs | undefined => {
  try {
    const { root, name, text } = config
    return { build, root, name, text, folders: folders.map((path) => folderAt(path, root)) }
  } catch {
    return undefined // whoever reads it in earnest says what is wrong
  }
}
