import type { TextRange } from '../../formats/tree.ts'
import type { Place } from './places.ts'
import type { MapValue, TextValue } from './value.ts'

/** Actions or resources; those that are worked out elsewhere are left out. */
export interface Listed {
  /** Where the key stands. */
  readonly at: TextRange
  readonly texts: readonly TextValue[]
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for everybody. */
  readonly type: string
  readonly name: TextValue
}

export interface Principals {
  readonly at: TextRange
  readonly members: readonly Principal[]
  /** Names a federated identity, though perhaps not where it can be read. */
  readonly federated: boolean
}

export interface Condition {
  readonly operator: string
  /** `aws:SourceArn`, in lower case; it may hold `${}`. */
  readonly key: string
  readonly values: readonly TextValue[]
}

/** One statement of a policy, in whichever language it is written. */
export interface Statement extends TextRange {
  readonly effect: 'allow' | 'deny' | 'unknown'
  readonly actions?: Listed
  readonly notActions?: Listed
  readonly resources?: Listed
  readonly notResources?: Listed
  readonly principals?: Principals
  readonly notPrincipals?: Principals
  /** Those that can be read. */
  readonly conditions: readonly Condition[]
  /** It has conditions, even if they cannot be read. */
  readonly conditional: boolean
  /** The policy: the same for all of its statements. */
  readonly policy: MapValue | undefined
  readonly place: Place | undefined
}
