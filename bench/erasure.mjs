// Prints what is left on loop-mounted disks of files that the built command shredded: `node bench/erasure.mjs` (as root).
import { runSource } from './bundle.mjs'

await runSource('bench/erasure/table.ts', 'erasure.mjs')
