import type { Entry, MapNode, ScalarNode, TreeNode } from '../../formats/tree.ts'
import type { Script } from './script.ts'

/** What runs the text of a step. */
export type Runner = 'shell' | 'powershell' | 'other'

/** One step of a job on GitHub, or all scripts of a job on GitLab. */
export interface Step {
  readonly node: TreeNode
  /** `actions/checkout@v4`, and what stands behind it on its line. */
  readonly uses?: { readonly name: string; readonly version: string; readonly node: ScalarNode }
  readonly with: readonly Entry[]
  readonly env: readonly Entry[]
  readonly scripts: readonly Script[]
  readonly runner: Runner
  /** `bash -x {0}` and the like. */
  readonly shell?: ScalarNode
  readonly condition: string
}

export interface Job {
  readonly name: string
  readonly node: MapNode
  readonly env: readonly Entry[]
  readonly steps: readonly Step[]
  readonly condition: string
}

/** A workflow, a composite action or a GitLab pipeline. */
export interface Pipeline {
  readonly root: TreeNode
  readonly triggers: ReadonlySet<string>
  readonly env: readonly Entry[]
  readonly jobs: readonly Job[]
}
