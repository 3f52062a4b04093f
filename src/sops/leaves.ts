import type { Comment, Scalar, TextRange, Tree, TreeNode } from '../formats/tree.ts'
import { CommentRuns } from './comment-stack.ts'
import { type Enc, parseEnc } from './enc.ts'
import { metadataOf } from './metadata.ts'
import { type LeafPolicy, type Marks, noMarks } from './selectors.ts'

/** A value that is no container; `start` and `end` are UTF-16 offsets of the value in the text. */
export interface Leaf extends TextRange {
  /** Map keys from the root, as in the additional data of the cipher; positions in lists are no part of it. */
  readonly path: readonly string[]
  /** As the file has it: ciphertext where `encrypted` is set, the plain value elsewhere; the name of a YAML alias. */
  readonly value: Scalar
  /** Present when the whole value is one well-formed `ENC[…]`. */
  readonly encrypted?: Enc
  /** SOPS means to encrypt the value at this place; it leaves `null` and the empty string alone nevertheless. */
  readonly mustBeEncrypted: boolean
  /** A YAML `*alias`, which SOPS never writes. */
  readonly alias?: true
}

/** Every leaf of all documents in file order, without the `sops` blocks. */
export const leavesOf = (tree: Tree, text: string, policy: LeafPolicy): readonly Leaf[] => {
  const walker = new Walker(policy, policy.byComment ? tree.comments : [], text)
  let after = 0
  for (const document of tree.documents) {
    walker.document(document, after)
    after = document.end
  }
  return walker.leaves
}

class Walker {
  readonly leaves: Leaf[] = []
  readonly #policy: LeafPolicy
  readonly #runs: CommentRuns

  constructor(policy: LeafPolicy, comments: readonly Comment[], text: string) {
    this.#policy = policy
    this.#runs = new CommentRuns(comments, text)
  }

  document(root: TreeNode, after: number): void {
    this.#visit(withoutMetadata(root), [], noMarks, after)
  }

  /** `marks` are those of the enclosing levels; `after` is where the comments of the first child may begin. */
  #visit(node: TreeNode, path: readonly string[], marks: Marks, after: number): void {
    if (node.kind === 'scalar' || node.kind === 'alias') {
      this.leaves.push(leafOf(node, path, this.#policy.mustEncrypt(path, marks)))
      return
    }
    let from = after
    for (const child of childrenOf(node)) {
      const run = this.#runs.run(from, child.keyEnd, child.value)
      const childPath = child.key === undefined ? path : [...path, child.key]
      this.#visit(child.value, childPath, this.#policy.marked(marks, run), this.#runs.lineEnd(child.keyEnd))
      from = this.#runs.lineEnd(child.value.end)
    }
  }
}

const withoutMetadata = (root: TreeNode): TreeNode => {
  if (root.kind !== 'map') return root
  return {
    ...root,
    entries: root.entries.filter(({ key, value }) => key !== 'sops' || metadataOf(value) === undefined),
  }
}

interface Child {
  readonly key?: string
  readonly keyEnd: number
  readonly value: TreeNode
}

const childrenOf = (node: TreeNode): readonly Child[] => {
  if (node.kind === 'map') return node.entries
  if (node.kind === 'list') return node.items.map((value) => ({ keyEnd: value.start, value }))
  return []
}

const leafOf = (node: TreeNode, path: readonly string[], mustBeEncrypted: boolean): Leaf => {
  const { start, end } = node
  if (node.kind === 'alias') return { path, start, end, value: node.name, mustBeEncrypted, alias: true }
  const value = node.kind === 'scalar' ? node.value : null
  const encrypted = typeof value === 'string' ? parseEnc(value) : undefined
  return { path, start, end, value, mustBeEncrypted, ...(encrypted === undefined ? {} : { encrypted }) }
}
