import type { Secret } from './secret.ts'
import type { Need, Unit } from './unit.ts'

export const severities = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

export const atLeast = (severity: Severity, floor: Severity): boolean =>
  severities.indexOf(severity) >= severities.indexOf(floor)

/** What people read about a rule; `remedy` is revoke first, then remove. */
export interface RuleMeta {
  readonly id: string
  readonly summary: string
  readonly severity: Severity
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
}

/** Half-open byte offsets into {@link Document.bytes}. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a rule saw: offsets and the value, never formatted text. */
export interface Hit {
  /** Absent for a statement about the whole file. */
  readonly span?: Span
  /** Everything the hit rests on, its label included, where that is more than `span`. */
  readonly extent?: Span
  /** It is about the whole file as it is now, wherever it is shown, and so never older than the change. */
  readonly ofFile?: true
  readonly secret?: Secret
  /** One sentence that replaces the rule's summary in the message. Holds no value of a leaf or secret. */
  readonly note?: string
  readonly severity?: Severity
  readonly details?: Readonly<Record<string, string>>
  /** Replaces the rule's remedy, where the file at hand allows a more exact one. */
  readonly remedy?: string
}

/**
 * A test of what stands behind a keyword, as tables: `state = table[state * width + classes[byte]]`, begun at
 * `starts[keyword]`, until it is 0, when no match can follow, or 1, when one may.
 */
export interface Guard {
  readonly classes: Uint8Array
  readonly width: number
  readonly table: Uint16Array
  readonly starts: readonly number[]
}

/** What a document is searched for on behalf of a rule. */
export interface Trigger {
  /** Of the rule. */
  readonly id: string
  /** Lower-case ASCII, compared without case. */
  readonly keywords: readonly string[]
  readonly guard?: Guard
}

/** A unit's content, opened for rules. */
export interface Document {
  readonly unit: Unit
  readonly path: string
  /** UTF-8 bytes (UTF-16 has been decoded). For a unit too large to be held: one chunk of it. */
  readonly bytes: Uint8Array
  /** Holds NUL bytes and is no UTF-16. */
  readonly binary: boolean
  /** False while a piece of a larger unit is looked at; structural checks need the whole. */
  readonly whole: boolean
  /** Begins with the first byte of its unit. */
  readonly first: boolean
  /** The content as text. */
  readonly text: string
  /** The bytes of a half-open range, one character per byte, so that offsets into it are byte offsets. */
  slice(start: number, end: number): string
  /** Byte span of a half-open range of UTF-16 offsets into `text`. */
  spanOfText(start: number, end: number): Span
  /** Ascending byte offsets of the trigger's keywords, perhaps without those behind which no match can follow. */
  offsetsOf(trigger: Trigger): readonly number[]
}

/** The first time an initialization vector of an ENC value was committed. */
export interface Appearance {
  readonly commit: string
  /** Committer date. */
  readonly date: Date
  /** That commit wrote every value of a file that was encrypted before anew, so that this one may be older than it shows. */
  readonly anew?: true
  /** An older commit that holds it bears a later date or one that cannot be true, so that this date may be too late. */
  readonly disordered?: true
}

/** The repository's state that is examined: index, head tree or working tree. Paths are relative to the root. */
export interface Repository {
  /** Absolute path of the working tree's top, where there is one. */
  readonly root: string
  read(path: string): Promise<Uint8Array | undefined>
  /** Every tracked path of the examined state. */
  list(): Promise<readonly string[]>
  /** Answers false only where no tracked path ends so, and at once. Absent: nobody knows without asking for all. */
  mayTrack?(ending: string): boolean
  /** The regular file on disk, where the state examined is the index. */
  onDisk?(path: string): Promise<Uint8Array | undefined>
  /** What the index holds of a file that differs from it, where the state examined is the disk. */
  staged?(path: string): Promise<Uint8Array | undefined>
  /** Whether git leaves an untracked file alone. Absent where there are none. */
  ignores?(path: string): Promise<boolean>
  /** What git turns into text before it shows a difference. Absent where nobody asks for it. */
  textconv?(): Promise<Textconv>
}

/** A diff driver of git, whoever configured it. */
export interface TextconvDriver {
  /** `sopsdiffer` in `diff=sopsdiffer` of a .gitattributes. */
  readonly name: string
  /** A shell command that gets the name of a file. */
  readonly command?: string
  /** Which configuration has git keep the text: `local`, `global`, `system` or `worktree`. Absent: it keeps none. */
  readonly cachedBy?: string
}

/** The drivers of a repository, and the names of those of which it keeps texts in `refs/notes/textconv/`. */
export interface Textconv {
  readonly drivers: readonly TextconvDriver[]
  readonly kept: readonly string[]
}

/** A committed version of a file that SOPS encrypted. */
export interface SealedVersion {
  /** Of the blob. */
  readonly oid: string
  /** The first commit that holds it, where in it, and its committer date. */
  readonly commit: string
  readonly path: string
  readonly date: Date
  /** `lastmodified` as written. */
  readonly lastmodified?: string
  /** What stood at the path before that commit. */
  readonly before: readonly { readonly macIv: string; readonly lastmodified?: string }[]
  bytes(): Promise<Uint8Array | undefined>
}

export interface VersionsQuery {
  /** When the wanted versions were written; commits long before may be left out. */
  readonly since?: Date
  /** Fails rather than make do with a part of the history. */
  readonly complete?: boolean
}

export interface History {
  /** Earliest commit that holds each `iv` (base64), reading only versions of files named by `paths` or sharing their suffixes. */
  firstAppearance(ivs: ReadonlySet<string>, paths: readonly string[]): Promise<ReadonlyMap<string, Appearance>>
  /** Every version, oldest first, whose `mac` has this `iv` and so was written by the same run of SOPS; of the same files. */
  versions?(macIv: string, path: string, query: VersionsQuery): Promise<readonly SealedVersion[]>
  /** Why answers of {@link History.versions} so far could not take all of the history into account. */
  missed?(): string | undefined
}

/** Where the keys of encrypted files are looked for. */
export interface Keys {
  readonly env: NodeJS.ProcessEnv
  /** From here no program is ever started. */
  readonly workTree: string | undefined
}

/** Everything a rule may know beside the document itself; set by commands, so that tests can set it too. */
export interface Context {
  now(): Date
  readonly repository?: Repository
  readonly history?: History
  /** Only where somebody asked that encrypted files be opened. */
  readonly keys?: Keys
  readonly policy: CheckPolicy
}

/** The part of the configuration that checks read. */
export interface CheckPolicy {
  /** Globs of files that must be encrypted, beside the creation rules. */
  readonly mustEncrypt: readonly string[]
  /** Recipients to whom nothing may be encrypted any more. */
  readonly deniedRecipients?: readonly string[]
  /** How many recipients a file must have at least. */
  readonly minimumRecipients?: number
  /** What is a warning beside somebody's work is an error here: the state is about to become everybody's. */
  readonly strict?: boolean
  readonly maxAgeDays: number
  readonly warnDays: number
  /** The rest of the rotation policy. */
  readonly rotation?: RotationRules
}

/** What of the rotation policy holds for some credentials only; `names` are globs of key paths with dots. */
export interface RotationRules {
  /** For how long a user may have two active keys. */
  readonly overlapDays: number
  /** After how many days an active key that nobody uses is worth a word. */
  readonly unusedDays: number
  /** Of age identities and other keys that open files; absent: they have no age limit. */
  readonly keysMaxAgeDays?: number
  /** Later ones win over earlier ones. */
  readonly overrides: readonly {
    readonly paths?: readonly string[]
    readonly names?: readonly string[]
    readonly maxAgeDays?: number
    readonly warnDays?: number
  }[]
  readonly exempt: readonly {
    readonly paths?: readonly string[]
    readonly names?: readonly string[]
    readonly reason: string
    /** The last day (UTC) with effect, `2030-12-31`. */
    readonly expires?: string
  }[]
}

/** Everything that can find something. */
export interface Rule {
  readonly meta: RuleMeta
  readonly needs: readonly Need[]
  /** Lower-case literals, one of which stands in every document the rule can hit. Absent: always looked at. */
  readonly keywords?: readonly string[]
  /** Rules out most places where a keyword stands. */
  readonly guard?: Guard
  /** Restricts the rule to some paths. */
  paths?(path: string): boolean
  /** Whether there is anything to ask of a file at a path; asked before its content is looked at. */
  wants?(path: string, context: Context): Promise<boolean>
  /** Answers false, at once, where the content can hold nothing for the rule; asked before a document is made of it. */
  mayHit?(bytes: Uint8Array, path: string): boolean
  /** Meaningless on binary content. */
  readonly textOnly?: boolean
  /** Reads the document as a structure, so it cannot be run on a part of it. */
  readonly wholeOnly?: boolean
  /** What it points at may hold a value that no rule knows: the line is shown only for a hit with a secret, without it. */
  readonly unquoted?: boolean
  /** Worth a word where somebody asks for everything: said by `audit`, and by any verb that names the rule. */
  readonly advisory?: boolean
  /** Yields to any hit of a rule that is not generic on the same span. */
  readonly generic?: boolean
  /** Rules whose hit close by makes both hits critical: the two halves of a credential. */
  readonly pairsWith?: readonly string[]
  /** Runs once before the first document. */
  prepare?(context: Context): Promise<void>
  check(document: Document, context: Context): Iterable<Hit> | AsyncIterable<Hit>
}
