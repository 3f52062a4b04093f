export { leftoverKeyTree } from './key-tree.ts'
export type { LeftoverPlace } from './place.ts'
export { isForShredding, leftoverMeta, type Readers, summariseLeftovers } from './summarise.ts'
export { leftoverWiped } from './wiped.ts'
