import { shownKey } from '../shown-key.ts'
import { parseRfc3339 } from '../sops-metadata/rfc3339.ts'
import type { OpenedFile, RotationContext } from './credential-ages.ts'
import type { CredentialJudgement } from './credential-verdict.ts'
import type { Evidence } from './evidence.ts'
import { type OwnPolicy, policyOf } from './rotation-policy.ts'
import { DAY, judge, noteOf } from './verdict.ts'

/** The key of a recipient, or a private key on disk: what opens files, and not what is in them. */
export interface KeyAge extends CredentialJudgement {
  readonly subject: 'recipient' | 'identity'
  readonly name: string
  readonly path: string
  readonly policy: OwnPolicy
}

/** A file of age identities, without the identities. */
export interface IdentityFile {
  readonly path: string
  /** Of each identity what its comments say. */
  readonly identities: readonly { readonly created?: string; readonly recipient?: string }[]
}

interface Seen {
  readonly name: string
  readonly path: string
  readonly since: Date
  readonly files: Set<string>
}

/**
 * The recipients that SOPS dates: `created_at` of a PGP, KMS, GCP, Azure or Vault entry is when a data key was first wrapped
 * for it in that file, and `sops rotate` keeps it. So the recipient's key is at least as old as the earliest; whether it was
 * rotated behind its name is not known. age recipients have no date.
 */
export const recipientAges = (files: readonly OpenedFile[], context: RotationContext): KeyAge[] =>
  [...recipientsOf(files).values()].map(({ name, path, since, files: { size } }) => {
    const note = `first wrapped for it then${size === 1 ? '' : `, the earliest of ${size} files`}; its key may be older`
    return judgedKey('recipient', name, path, [{ source: 'created-at', bound: 'at-least', since, note }], context)
  })

const recipientsOf = (files: readonly OpenedFile[]): ReadonlyMap<string, Seen> => {
  const seen = new Map<string, Seen>()
  for (const { path, sops } of files)
    for (const key of sops.metadata.groups.flatMap(({ keys }) => keys)) {
      const since = parseRfc3339(key.createdAt ?? '')
      if (since === undefined || key.identity === '') continue
      const id = `${key.type} ${key.identity}`
      const known = seen.get(id)
      const earlier = known !== undefined && known.since <= since ? known : { name: id, path, since }
      seen.set(id, { ...earlier, files: (known?.files ?? new Set<string>()).add(path) })
    }
  return seen
}

/** The age identities on this machine that open any of the files, by the comment that `age-keygen` writes above them. */
export const identityAges = (
  identityFiles: readonly IdentityFile[],
  files: readonly OpenedFile[],
  context: RotationContext,
): KeyAge[] => {
  const recipients = new Set(
    files.flatMap(({ sops }) => sops.metadata.groups.flatMap(({ keys }) => keys.map(({ identity }) => identity))),
  )
  return identityFiles.flatMap(({ path, identities }) =>
    identities
      .filter(({ recipient }) => recipient === undefined || recipients.has(recipient))
      .map(({ created, recipient }) => {
        const since = parseRfc3339(created ?? '')
        const note = 'a comment that anybody can edit'
        const evidence: Evidence[] = since === undefined ? [] : [{ source: 'key-file', bound: 'at-least', since, note }]
        return judgedKey('identity', `age ${recipient ?? 'identity'}`, path, evidence, context)
      }),
  )
}

const noLimit = 'no limit is set for keys that open files (rotation: keys-max-age-days)'

/** Keys that open files have their own limit, or none: rotating one means encrypting every file anew. */
const judgedKey = (
  subject: KeyAge['subject'],
  fullName: string,
  path: string,
  statements: readonly Evidence[],
  context: RotationContext,
): KeyAge => {
  const now = context.now()
  const own = policyOf({ path, name: fullName }, context.policy, now)
  const maxAgeDays = own.overridden ? own.maxAgeDays : context.policy.rotation?.keysMaxAgeDays
  const name = shownName(fullName)
  const key = { subject, name, path, statements }
  if (maxAgeDays === undefined) {
    const { note: _, ...age } = judge(statements, now, { maxAgeDays: Number.POSITIVE_INFINITY, warnDays: 0 })
    const exempt = own.exempt ?? { reason: noLimit }
    return { ...key, ...age, verdict: 'unknown', unlimited: true, policy: { ...own, exempt } }
  }
  const policy = { ...own, maxAgeDays }
  const { note, ...age } = judge(statements, now, policy)
  const due = age.since && new Date(age.since.getTime() + maxAgeDays * DAY)
  return { ...key, ...age, ...(due && { due }), policy, ...noteOf([own.lapsed, note]) }
}

/** `age age1qqqqqqq…`: public, but too long for a table. */
const shownName = (name: string): string => {
  const [type = '', ...identity] = name.split(' ')
  const text = identity.join(' ')
  return text.length > 48 ? `${type} ${text.slice(0, 12)}…${text.slice(-8)}` : `${type} ${shownLong(text)}`
}

const shownLong = (text: string): string => (/^[0-9A-F]{16,40}$/i.test(text) ? text : shownKey(text))
