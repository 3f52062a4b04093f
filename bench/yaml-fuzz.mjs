// Compares the strict reader of YAML with the package: `node bench/yaml-fuzz.mjs [COUNT [FIRST-SEED]]`.
import { runSource } from './bundle.mjs'

await runSource('bench/yaml/fuzz.ts', 'yaml-fuzz.mjs')
