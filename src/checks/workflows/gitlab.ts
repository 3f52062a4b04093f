import type { Entry, ScalarNode, Tree, TreeNode } from '../../formats/tree.ts'
import { entriesAt, fieldAt, followed, mapAt, scalarAt } from './nodes.ts'
import type { Job, Pipeline, Step } from './pipeline.ts'
import { Script } from './script.ts'

/** Reads a GitLab pipeline. Every map at the top that has a job's keys is one, hidden ones and `default:` included. */
export const readGitlab = (file: string, { documents }: Tree): readonly Pipeline[] =>
  documents.map((root) => new Reader(file).pipeline(root))

class Reader {
  readonly #file: string
  readonly #seen = new Set<TreeNode>()

  constructor(file: string) {
    this.#file = file
  }

  pipeline(root: TreeNode): Pipeline {
    const jobs = entriesAt(root).flatMap((entry) => this.#job(entry))
    const own = this.#step(root)
    return { root, triggers: new Set(), env: entriesAt(fieldAt(root, 'variables')), jobs: [...jobs, ...own] }
  }

  #job({ key, value }: Entry): readonly Job[] {
    const node = mapAt(value)
    if (node === undefined || this.#seen.has(node) || notJobs.has(key)) return []
    this.#seen.add(node)
    return this.#step(node, key)
  }

  #step(root: TreeNode, name = ''): readonly Job[] {
    const node = mapAt(root)
    if (node === undefined) return []
    const scripts = ['before_script', 'script', 'after_script'].flatMap((key) => this.#scripts(fieldAt(node, key)))
    const env = name === '' ? [] : entriesAt(fieldAt(node, 'variables'))
    const step: Step = { node, with: [], env: [], scripts, runner: 'shell', condition: '' }
    return [{ name, node, env, steps: [step], condition: '' }]
  }

  /** Lists within lists come from anchors. */
  #scripts(node: TreeNode | undefined): Script[] {
    const scripts: Script[] = []
    const stack = node === undefined ? [] : [node]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const at = followed(next)
      if (at === undefined || this.#seen.has(at)) continue
      this.#seen.add(at)
      const line = scalarAt(at)
      if (line !== undefined) scripts.push(this.#script(line))
      else if (at.kind === 'list') for (const item of at.items.toReversed()) stack.push(item)
    }
    return scripts
  }

  #script(line: ScalarNode): Script {
    return new Script(this.#file, line)
  }
}

const notJobs: ReadonlySet<string> = new Set(['variables', 'include', 'workflow', 'stages', 'cache', 'spec', 'image'])
