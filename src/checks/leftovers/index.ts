export { inGitObject } from './git-objects.ts'
export { leftoverKeyTree } from './key-tree.ts'
export { inTheirFiles } from './packed.ts'
export type { LeftoverPlace } from './place.ts'
export {
  isCopy,
  isForShredding,
  isIdentity,
  leftoverMeta,
  type Readers,
  summariseBeside,
  summariseLeftovers,
  summariseObjects,
} from './summarise.ts'
export { leftoverWiped } from './wiped.ts'
