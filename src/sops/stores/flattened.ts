import type { Entry, ListNode, MapNode, TextRange, TreeNode } from '../../formats/tree.ts'

/** Deeper than any metadata of SOPS, of which key groups have five levels. */
const mostSteps = 16

/**
 * The block that flattened metadata stand for: `age__list_0__map_enc` is the field `enc` of the first entry of the list
 * `age` (getsops/sops, stores/flatten.go). A key that is nested too deeply stays what it is.
 */
export const unflattened = (entries: readonly Entry[], range: TextRange): MapNode => {
  const root = new Container('map')
  for (const entry of entries) root.put(stepsOf(entry.key), entry)
  return { kind: 'map', ...range, entries: root.entries() }
}

interface Step {
  readonly key: string
  /** What the step leads into; absent for the last one. */
  readonly into?: 'map' | 'list'
}

const stepsOf = (key: string): readonly Step[] => {
  const parts = key.split(/__(map|list)_/)
  if (parts.length > 2 * mostSteps) return [{ key }]
  const steps: Step[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const into = parts[at + 1]
    steps.push({ key: parts[at] ?? '', ...(into === 'map' || into === 'list' ? { into } : {}) })
  }
  return steps
}

class Container {
  readonly #kind: 'map' | 'list'
  readonly #leaves: Entry[] = []
  readonly #below = new Map<string, { readonly container: Container; readonly first: Entry }>()

  constructor(kind: 'map' | 'list') {
    this.#kind = kind
  }

  put([step, ...rest]: readonly Step[], entry: Entry): void {
    if (step === undefined) return
    if (step.into === undefined) {
      this.#leaves.push({ ...entry, key: step.key })
      return
    }
    const known = this.#below.get(step.key) ?? { container: new Container(step.into), first: entry }
    this.#below.set(step.key, known)
    known.container.put(rest, entry)
  }

  entries(): readonly Entry[] {
    const below = [...this.#below].map(([key, { container, first }]) => ({
      key,
      keyStart: first.keyStart,
      keyEnd: first.keyEnd,
      value: container.node({ start: first.keyStart, end: first.value.end }),
    }))
    return [...this.#leaves, ...below].sort((one, other) => one.keyStart - other.keyStart)
  }

  node(range: TextRange): TreeNode {
    const entries = this.entries()
    const end = entries.reduce((last, { value }) => Math.max(last, value.end), range.end)
    if (this.#kind === 'map') return { kind: 'map', start: range.start, end, entries }
    const items = [...entries].sort((one, other) => Number(one.key) - Number(other.key)).map(({ value }) => value)
    return { kind: 'list', start: range.start, end, items } satisfies ListNode
  }
}
