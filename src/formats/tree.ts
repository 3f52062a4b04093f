export type Scalar = string | number | bigint | boolean | null

/** Half-open UTF-16 offsets into the parsed text. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** One key of a map. Duplicate keys stand beside each other, in file order. */
export interface Entry {
  /** The decoded key; a key that is no scalar is its source text. */
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: TreeNode
}

export interface MapNode extends TextRange {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
}

export interface ListNode extends TextRange {
  readonly kind: 'list'
  readonly items: readonly TreeNode[]
}

export interface ScalarNode extends TextRange {
  readonly kind: 'scalar'
  readonly value: Scalar
  /** Written between quotes or as a block scalar, so certainly a string. */
  readonly quoted: boolean
}

/** A YAML `*name`. Never expanded: an alias bomb stays as small as its text. */
export interface AliasNode extends TextRange {
  readonly kind: 'alias'
  readonly name: string
  /** The node that carries the anchor, shared and not copied: follow it only to a place you know. */
  readonly target?: TreeNode
}

export type TreeNode = MapNode | ListNode | ScalarNode | AliasNode

/** Why a text could not be read in full. The message never quotes the text. */
export interface Problem extends TextRange {
  readonly message: string
}

/** `text` is what follows the `#`. */
export interface Comment extends TextRange {
  readonly text: string
}

export interface Tree {
  /** Empty documents are scalars of `null`. After a problem the documents may be incomplete. */
  readonly documents: readonly TreeNode[]
  readonly problems: readonly Problem[]
  /** In file order. */
  readonly comments: readonly Comment[]
  /** YAML: anchors, and tags that are not of the standard. */
  readonly marks?: readonly TextRange[]
  /** JSON: what stands after the end of the root value, which most readers never look at. */
  readonly trailing?: TextRange
}
