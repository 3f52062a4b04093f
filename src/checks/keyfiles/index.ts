export { faultsOf, type KeyFile, type KeyFileFault } from './judge.ts'
export { keyfileMetas } from './metas.ts'
