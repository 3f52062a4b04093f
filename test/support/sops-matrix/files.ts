import type { Store } from '../../../src/sops/sniff.ts'
import type { MatrixFolder } from './folder.ts'
import { binary, dotenv, ini, json, markersOf, yaml, yamlDocuments } from './plaintexts.ts'
import { type Setting, settings, sopsConfig } from './settings.ts'

/** A file that the real sops wrote. */
export interface MatrixFile {
  readonly name: string
  readonly store: Store
  /** Name of the setting of its creation rule. */
  readonly setting: string
  /** Below the folder, covered by a creation rule of its `.sops.yaml`. */
  readonly path: string
  readonly text: string
  /** Plaintexts of encrypted values and comments. */
  readonly secrets: readonly string[]
}

/** What is encrypted. */
export interface Sample {
  readonly store: Store
  readonly path: string
  readonly plaintext: string
}

const everySample: readonly Sample[] = [
  { store: 'yaml', path: 'a.yaml', plaintext: yaml },
  { store: 'yaml', path: 'documents.yml', plaintext: yamlDocuments },
  { store: 'json', path: 'a.json', plaintext: json },
  { store: 'dotenv', path: 'a.env', plaintext: dotenv },
  { store: 'ini', path: 'a.ini', plaintext: ini },
  { store: 'binary', path: 'a.txt', plaintext: binary },
]

/** What a version of sops can encrypt: dates only since 3.10. */
export const samplesFor = (version: string): readonly Sample[] =>
  atLeast(version, '3.10.0')
    ? everySample
    : everySample.map((sample) => ({ ...sample, plaintext: sample.plaintext.replace(/^(?:date|stamp): .*\n/gm, '') }))

/** The settings that a version of sops has. */
export const settingsOf = (version: string): readonly Setting[] =>
  settings.filter(({ since }) => since === undefined || atLeast(version, since))

export const atLeast = (version: string, since: string): boolean =>
  version.localeCompare(since, 'en', { numeric: true }) >= 0

export const fileOf = (
  folder: MatrixFolder,
  about: Pick<MatrixFile, 'name' | 'store' | 'setting' | 'path'>,
  plaintext: string,
): MatrixFile => {
  const text = folder.read(about.path)
  const secrets = markersOf(plaintext).filter((marker) => !text.includes(marker))
  return { ...about, text, secrets }
}

/** Every store with every setting it has, or only the `wanted` ones; one start of sops for each. */
export const encryptedFiles = (
  folder: MatrixFolder,
  wanted: (setting: Setting, path: string) => boolean = () => true,
): readonly MatrixFile[] => {
  const known = settingsOf(folder.version)
  folder.write('.sops.yaml', sopsConfig(folder.recipients, known))
  const files: MatrixFile[] = []
  for (const setting of known)
    for (const { store, path: name, plaintext } of samplesFor(folder.version)) {
      if (!setting.stores.includes(store) || !wanted(setting, name)) continue
      // Writing a threshold into lines made sops stop before 3.10.
      if (setting.shamir && store === 'dotenv' && !atLeast(folder.version, '3.10.0')) continue
      const path = `secrets/${setting.name}/${name}`
      folder.write(path, plaintext)
      folder.sops('encrypt', '--in-place', path)
      files.push(fileOf(folder, { name: `${name}, ${setting.name}`, store, setting: setting.name, path }, plaintext))
    }
  return files
}
