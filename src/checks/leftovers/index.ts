export { leftoverKeyTree } from './key-tree.ts'
export { leftoverMeta, type Readers, summariseLeftovers } from './summarise.ts'
