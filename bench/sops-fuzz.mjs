// Looks at damaged SOPS files: `node bench/sops-fuzz.mjs [COUNT [FIRST-SEED [yaml json dotenv ini binary config]]]`.
import { runSource } from './bundle.mjs'

await runSource('bench/sops/fuzz.ts', 'sops-fuzz.mjs')
