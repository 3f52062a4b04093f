import { shownKey } from '../checks/shown-key.ts'
import type { RotationRow, RotationStatement } from '../reporters/rotation-report.ts'

const without = (text: string, keys: readonly string[]): string =>
  keys.reduce((rest, key) => rest.replaceAll(key, '****'), text)

// The command that stores a new value names the key, quoted for a shell.
const namelessRemedy =
  'Issue a new credential, store it with sops edit under a key that is no credential itself, let every user of the old one switch, then revoke the old one.'

const statement = (said: RotationStatement, keys: readonly string[]): RotationStatement =>
  said.note === undefined ? said : { ...said, note: without(said.note, keys) }

/** A row in which no key is named that may itself be a credential: SOPS does not encrypt keys. */
export const withShownKeys = (row: RotationRow): RotationRow => {
  const keys = row.keyPath.filter((key) => shownKey(key) !== key)
  if (keys.length === 0) return row
  return {
    ...row,
    name: without(row.name, keys),
    keyPath: row.keyPath.map(shownKey),
    ...(row.note === undefined ? {} : { note: without(row.note, keys) }),
    ...(row.statements === undefined ? {} : { statements: row.statements.map((said) => statement(said, keys)) }),
    ...(row.remedy === undefined ? {} : { remedy: namelessRemedy }),
  }
}
