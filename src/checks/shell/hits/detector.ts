import type { Scene } from '../scene.ts'
import type { Visitor } from '../walk.ts'

/** Looks at a script on behalf of a rule, or of a few that watch the same things. */
export interface Detector extends Visitor {
  /** When the script has been gone through. */
  end?(): void
}

export type DetectorMaker = (scene: Scene) => Detector
