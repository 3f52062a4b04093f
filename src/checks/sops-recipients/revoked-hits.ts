import type { TextRange } from '../../formats/tree.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { readEncryptedFile } from '../../sops/encrypted-file.ts'
import { isCurrent } from '../current-version.ts'
import { shownRecipient } from '../shown-recipient.ts'
import { isSopsConfig } from '../sops-config/config-path.ts'
import { everyRule } from '../sops-config/every-rule.ts'
import { readableConfig } from '../sops-config/readable-config.ts'
import { firstLine } from './first-line.ts'

type Recipient = TextRange & { readonly identity: string }

/** One a denied recipient, in encrypted files and in the rules by which the next ones are encrypted. */
export async function* revokedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const denied = (context.policy.deniedRecipients ?? []).map(normalised)
  const told = new Set<string>()
  const { recipients, whole } = await recipientsIn(document)
  for (const { identity, ...range } of recipients) {
    if (told.has(identity) || !denied.some((name) => isDenied(identity, name))) continue
    if (told.size === 0 && isOld(document) && !(await isCurrent(document, context))) return
    told.add(identity)
    const { start, end } = firstLine(range, document.text)
    const extent = whole ?? { start, end }
    yield {
      span: document.spanOfText(start, end),
      extent: document.spanOfText(extent.start, extent.end),
      note: `${shownRecipient(identity)} ${stateOf(document)}`,
    }
  }
}

interface Recipients {
  readonly recipients: readonly Recipient[]
  /** What changes whenever the file is encrypted anew, and so to its recipients. */
  readonly whole?: TextRange
}

const recipientsIn = async (document: Document): Promise<Recipients> => {
  if (isSopsConfig(document.path)) {
    const rules = [...everyRule(await readableConfig(document))]
    return { recipients: rules.flatMap(({ groups }) => groups.flatMap(({ keys }) => keys)) }
  }
  const file = await readEncryptedFile(document.path, document.text)
  if (file === undefined) return { recipients: [] }
  const { groups, block } = file.metadata
  return { recipients: groups.flatMap(({ keys }) => keys), whole: block }
}

/** A commit on its way is judged as it goes; what was said long ago is not taken back by an alarm. */
const isOld = ({ unit }: Document): boolean => unit.origin.from === 'object'

const stateOf = ({ path }: Document): string =>
  isSopsConfig(path)
    ? 'is a recipient of this rule, and the configuration denies it'
    : 'can open this file, and the configuration denies it'

const normalised = (recipient: string): string => recipient.trim().replace(/^[\dA-Fa-f ]+!?$/, fingerprint)
const fingerprint = (text: string): string => text.replace(/[ !]/g, '').toUpperCase()

/** Whole, or up to where an identity says more: the role of a KMS key, the version of an Azure key, the comment of an SSH key. */
const isDenied = (identity: string, denied: string): boolean => {
  const known = normalised(identity)
  return known === denied || (known.startsWith(denied) && /^[+|/ ]/.test(known.slice(denied.length)))
}
