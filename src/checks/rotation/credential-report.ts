import { csvRecords } from '../../formats/csv.ts'
import { CannotCheckError, reasonOf, UserError } from '../../model/errors.ts'
import { parseRfc3339 } from '../sops-metadata/rfc3339.ts'
import type { AccessKey } from './access-key-join.ts'

type Row = ReadonlyMap<string, string>

/**
 * The access keys of an IAM credential report (`aws iam get-credential-report`), which shows slots and no ids. Columns are
 * found by name, further ones are passed over. A slot whose `last_rotated` is `N/A` holds no key. Throws for a file that
 * is no such report, and for an active key without a date.
 */
export const accessKeysOfReport = (text: string, name: string): readonly AccessKey[] => {
  if (/^\s*\{/.test(text)) throw new UserError(`${name}: it is the answer that holds a report. ${howTo}`)
  try {
    const rows = csvRecords(text)
    const [first] = rows
    const missing = needed.find((column) => first?.has(column) !== true)
    if (missing === undefined) return rows.flatMap((row) => ['1', '2'].flatMap((slot) => keyIn(row, slot) ?? []))
    const why = first === undefined ? 'it has no row' : `no column ${missing}`
    throw new UserError(`it is no IAM credential report: ${why}. ${howTo}`)
  } catch (error) {
    const Kind = error instanceof UserError ? UserError : CannotCheckError
    throw new Kind(`${name}: ${reasonOf(error)}`)
  }
}

const howTo = 'Get one with aws iam get-credential-report --query Content --output text | base64 -d'

const slotColumn = (slot: string, name: string): string => `access_key_${slot}_${name}`

const needed = [
  'user',
  'arn',
  ...['1', '2'].flatMap((slot) => ['active', 'last_rotated'].map((name) => slotColumn(slot, name))),
]

const keyIn = (row: Row, slot: string): AccessKey | undefined => {
  const user = row.get('user') ?? ''
  const at = (name: string): string => row.get(slotColumn(slot, name))?.trim() ?? ''
  const active = at('active').toLowerCase() === 'true'
  const rotated = at('last_rotated')
  if (isNothing(rotated) && !active) return undefined
  const createDate = parseRfc3339(rotated)
  if (createDate === undefined) throw new CannotCheckError(`${user}: access key ${slot} has no date in last_rotated`)
  const lastUsed = lastUseOf(row.get(slotColumn(slot, 'last_used_date')))
  return {
    userName: user,
    status: active ? 'Active' : 'Inactive',
    createDate,
    ...(lastUsed === undefined ? {} : { lastUsed }),
    ...(isRoot(user, row.get('arn') ?? '') ? { root: true } : {}),
    source: 'credential-report',
  }
}

const isNothing = (text: string): boolean => /^(?:|N\/A|no_information|not_supported)$/i.test(text)

/** `N/A` means never; where AWS knows nothing, nobody was told anything. */
const lastUseOf = (text = ''): AccessKey['lastUsed'] =>
  text.trim().toUpperCase() === 'N/A' ? 'never' : parseRfc3339(text.trim())

const isRoot = (user: string, arn: string): boolean =>
  /^<root_account>$/i.test(user) || /^arn:[\w-]+:iam::\d{12}:(?:root|<root_account>)$/.test(arn)
