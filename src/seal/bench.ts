import type { Finding } from '../model/finding.ts'
import type { FileLayer } from '../shred/file-layer.ts'
import type { Sops } from '../sops/run-sops.ts'
import type { EraseOptions } from './erase.ts'
import type { HoldOptions } from './held-file.ts'
import type { Recipe } from './recipe.ts'

/** Everything that mending needs from outside. */
export interface Bench extends HoldOptions, EraseOptions {
  /** Absolute path of the working tree, free of links. */
  readonly root: string
  readonly sops: Sops
  readonly layer: FileLayer
  /** What our own rules say about content under a path; throws where they cannot tell. */
  inspect(path: string, content: Buffer): Promise<readonly Finding[]>
  /** How a plain file is encrypted; undefined where nothing says so. */
  recipeFor(path: string): Promise<Recipe | undefined>
  /** The committed version of a file. */
  committed(path: string): Promise<string | undefined>
}
