// Fails each system call of `leaktight shred` in turn and looks at what is left: `node bench/faults.mjs` (Linux, strace).
import { runSource } from './bundle.mjs'

await runSource('bench/faults/sweep.ts', 'faults.mjs')
