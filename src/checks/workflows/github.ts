import type { ScalarNode, Tree, TreeNode } from '../../formats/tree.ts'
import { entriesAt, fieldAt, itemsAt, mapAt, scalarAt, textAt } from './nodes.ts'
import type { Job, Pipeline, Runner, Step } from './pipeline.ts'
import { Script } from './script.ts'

/** Reads a workflow, or the steps of a composite action. A node that aliases share is read once. */
export const readGithub = (file: string, { documents }: Tree): readonly Pipeline[] =>
  documents.map((root) => new Reader(file).pipeline(root))

class Reader {
  readonly #file: string
  readonly #seen = new Set<TreeNode>()

  constructor(file: string) {
    this.#file = file
  }

  pipeline(root: TreeNode): Pipeline {
    const runs = mapAt(fieldAt(root, 'runs'))
    const shell = fieldAt(root, 'defaults', 'run', 'shell')
    const jobs = entriesAt(fieldAt(root, 'jobs')).flatMap(({ key, value }) => this.#job(key, value, shell))
    return {
      root,
      triggers: triggersAt(fieldAt(root, 'on') ?? fieldAt(root, 'true')),
      env: entriesAt(fieldAt(root, 'env')),
      jobs: runs === undefined ? jobs : [...jobs, ...this.#job('runs', runs, undefined)],
    }
  }

  #job(name: string, value: TreeNode, outer: TreeNode | undefined): readonly Job[] {
    const node = mapAt(value)
    if (node === undefined || this.#seen.has(node)) return []
    this.#seen.add(node)
    const shell = fieldAt(node, 'defaults', 'run', 'shell') ?? outer
    const windows = /windows/i.test(itemsAt(fieldAt(node, 'runs-on')).map(textAt).join(' '))
    const steps = itemsAt(fieldAt(node, 'steps')).flatMap((step) => this.#step(step, scalarAt(shell), windows))
    const condition = textAt(fieldAt(node, 'if')) ?? ''
    return [{ name, node, env: entriesAt(fieldAt(node, 'env')), steps, condition }]
  }

  #step(item: TreeNode, outer: ScalarNode | undefined, windows: boolean): readonly Step[] {
    const node = mapAt(item)
    if (node === undefined || this.#seen.has(node)) return []
    this.#seen.add(node)
    const run = scalarAt(fieldAt(node, 'run'))
    const shell = scalarAt(fieldAt(node, 'shell')) ?? outer
    const uses = this.#uses(scalarAt(fieldAt(node, 'uses')))
    return [
      {
        node,
        ...(uses === undefined ? {} : { uses }),
        with: entriesAt(fieldAt(node, 'with')),
        env: entriesAt(fieldAt(node, 'env')),
        scripts: run === undefined ? [] : [new Script(this.#file, run)],
        runner: runnerOf(textAt(shell), windows),
        ...(shell === undefined ? {} : { shell }),
        condition: textAt(fieldAt(node, 'if')) ?? '',
      },
    ]
  }

  /** A commit's hash says no version; people write it in a comment behind it. */
  #uses(node: ScalarNode | undefined): Step['uses'] {
    const [, name, ref = ''] = /^([^@\s]+)@?(\S*)$/.exec(textAt(node) ?? '') ?? []
    if (name === undefined || node === undefined) return undefined
    const rest = this.#file.slice(node.end, node.end + 80).split('\n', 1)[0] ?? ''
    const said = /^[0-9a-f]{40,64}$/.test(ref) ? (/#\D*?v?(\d[\w.]*)/.exec(rest)?.[1] ?? '') : ref
    return { name: name.toLowerCase(), version: said, node }
  }
}

const runnerOf = (shell: string | undefined, windows: boolean): Runner => {
  const name = /^[\w./-]+/.exec(shell ?? (windows ? 'pwsh' : 'bash'))?.[0] ?? ''
  if (/(?:^|\/)(?:ba|z|da|k|a)?sh$/.test(name)) return 'shell'
  return /(?:pwsh|powershell)$/.test(name) ? 'powershell' : 'other'
}

/** `on: push`, `on: [push]` and `on: { push: … }`. */
const triggersAt = (node: TreeNode | undefined): ReadonlySet<string> =>
  mapAt(node) === undefined
    ? new Set(itemsAt(node).flatMap((item) => textAt(item) ?? []))
    : new Set(entriesAt(node).map(({ key }) => key))
