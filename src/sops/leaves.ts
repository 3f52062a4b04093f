import type { Comment, Scalar, TextRange, Tree, TreeNode } from '../formats/tree.ts'
import { CommentRuns } from './comment-stack.ts'
import { type Enc, parseEnc } from './enc.ts'
import { type LeafPolicy, type Marks, noMarks } from './selectors.ts'
import type { Store } from './sniff.ts'

/** A value that is no container; `start` and `end` are UTF-16 offsets of the value in the text. */
export interface Leaf extends TextRange {
  /** Map keys from the root, as in the additional data of the cipher; positions in lists are no part of it. */
  readonly path: readonly string[]
  /** The same with the positions in lists, counted from 0: no two leaves of a document without repeated keys share it. */
  readonly place: readonly (string | number)[]
  /** The key right above the value; absent for an item of a list and for a document that is one scalar. */
  readonly key?: TextRange
  /** Of its document in the file, counted from 0. */
  readonly document: number
  /** As the file has it: ciphertext where `encrypted` is set, the plain value elsewhere; the name of a YAML alias. */
  readonly value: Scalar
  /** Present when the whole value is one well-formed `ENC[…]`. */
  readonly encrypted?: Enc
  /** SOPS means to encrypt the value at this place; it leaves `null` and the empty string alone nevertheless. */
  readonly mustBeEncrypted: boolean
  /** A YAML `*alias`, which SOPS never writes. */
  readonly alias?: true
}

/** Where a value or a container begins, and the path of what it lies in; a section of INI begins within itself. */
export interface Slot {
  readonly start: number
  readonly container: readonly string[]
}

/** Every leaf of all documents in file order, and the slots of everything above them. */
export const walk = (
  tree: Pick<Tree, 'documents' | 'comments'>,
  text: string,
  policy: LeafPolicy,
  store: Store = 'yaml',
): { leaves: readonly Leaf[]; slots: readonly Slot[] } => {
  const walker = new Walker(policy, policy.byComment ? tree.comments : [], text, store)
  let after = 0
  for (const [index, document] of tree.documents.entries()) {
    walker.document(document, index, after)
    after = document.end
  }
  return walker
}

/** Every leaf of all documents in file order. */
export const leavesOf = (tree: Tree, text: string, policy: LeafPolicy): readonly Leaf[] =>
  walk(tree, text, policy).leaves

/** What holds for everything below a node. */
interface Above {
  readonly path: readonly string[]
  readonly place: readonly (string | number)[]
  readonly marks: Marks
  readonly key?: TextRange
}

class Walker {
  readonly leaves: Leaf[] = []
  readonly slots: Slot[] = []
  readonly #policy: LeafPolicy
  readonly #runs: CommentRuns
  readonly #sections: boolean
  #document = 0

  constructor(policy: LeafPolicy, comments: readonly Comment[], text: string, store: Store) {
    this.#policy = policy
    this.#runs = new CommentRuns(comments, text)
    this.#sections = store === 'ini'
  }

  document(root: TreeNode, index: number, after: number): void {
    this.#document = index
    if (this.#sections) this.#visitSections(root)
    else this.#visit(root, { path: [], place: [], marks: noMarks }, after)
  }

  /**
   * SOPS puts the comment above a key of INI behind that key, where it speaks of the next one; what stands above a
   * section speaks of its first key (getsops/sops, stores/ini/store.go, treeItemFromSection).
   */
  #visitSections(root: TreeNode): void {
    let from = 0
    for (const section of childrenOf(root)) {
      const above = below({ path: [], place: [], marks: noMarks }, section, noMarks)
      this.slots.push({ start: section.keyStart, container: above.path })
      // Keys before the first section belong to one without a header.
      const header = section.keyStart === 0 ? 0 : this.#runs.lineEnd(section.keyEnd)
      let run = this.#runs.between(from, header)
      from = header
      for (const child of childrenOf(section.value)) {
        const end = this.#runs.lineEnd(child.value.end)
        this.slots.push({ start: child.keyStart, container: above.path })
        this.#visit(child.value, below(above, child, this.#policy.marked(noMarks, run)), end)
        run = this.#runs.between(from, end)
        from = end
      }
    }
  }

  /** `after` is where the comments of the first child may begin. */
  #visit(node: TreeNode, above: Above, after: number): void {
    if (node.kind === 'scalar' || node.kind === 'alias') {
      this.leaves.push(this.#leaf(node, above))
      return
    }
    let from = after
    for (const child of childrenOf(node)) {
      const run = this.#runs.run(from, child.keyEnd, child.value)
      this.slots.push({ start: child.keyStart, container: above.path })
      this.#visit(
        child.value,
        below(above, child, this.#policy.marked(above.marks, run)),
        this.#runs.lineEnd(child.keyEnd),
      )
      from = this.#runs.lineEnd(child.value.end)
    }
  }

  // Made field by field: of files with many thousands of leaves, copying objects is most of the work.
  #leaf(node: TreeNode, { path, place, marks, key }: Above): Leaf {
    const { start, end } = node
    const value = scalarOf(node)
    const mustBeEncrypted = this.#policy.mustEncrypt(path, marks)
    const leaf: Writable<Leaf> = { path, place, document: this.#document, start, end, value, mustBeEncrypted }
    if (key !== undefined) leaf.key = key
    if (node.kind === 'alias') leaf.alias = true
    const encrypted = typeof value === 'string' && node.kind === 'scalar' ? parseEnc(value) : undefined
    if (encrypted !== undefined) leaf.encrypted = encrypted
    return leaf
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const scalarOf = (node: TreeNode): Scalar => {
  if (node.kind === 'alias') return node.name
  return node.kind === 'scalar' ? node.value : null
}

interface Child {
  readonly key?: string
  /** Of a list, the position. */
  readonly index: number
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: TreeNode
}

const childrenOf = (node: TreeNode): readonly Child[] => {
  if (node.kind === 'map')
    return node.entries.map(({ key, keyStart, keyEnd, value }, index) => ({ index, keyStart, keyEnd, value, key }))
  if (node.kind !== 'list') return []
  return node.items.map((value, index) => ({ index, keyStart: value.start, keyEnd: value.start, value }))
}

const below = ({ path, place }: Above, child: Child, marks: Marks): Above =>
  child.key === undefined
    ? { path, place: [...place, child.index], marks }
    : {
        path: [...path, child.key],
        place: [...place, child.key],
        marks,
        key: { start: child.keyStart, end: child.keyEnd },
      }
