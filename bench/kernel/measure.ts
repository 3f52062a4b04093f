// Throughput of the kernel and its rivals over source text, and of a whole scan over files that are in memory.
import { readFileSync } from 'node:fs'
import { builtin } from '../../src/commands/builtin-rules.ts'
import { examine } from '../../src/engine/examine.ts'
import { buildAutomaton } from '../../src/engine/kernel/automaton.ts'
import { classesAt, type Image, nextAt } from '../../src/engine/kernel/image.ts'
import { plainKernel } from '../../src/engine/kernel/plain.ts'
import { wasmKernel } from '../../src/engine/kernel/wasm.ts'
import type { Context } from '../../src/model/rule.ts'
import type { Source } from '../../src/model/unit.ts'
import { filesBelow } from '../../src/sources/folder.ts'

const [folder = '', prefilterPath = '', rounds = '11'] = process.argv.slice(2)
const megabyte = 1e6

const tally = { passed: new Map(), failures: [] }
const files = [...filesBelow(folder, (inside) => inside, { tally, dependencies: true })]
  .filter(({ entry }) => entry.isFile())
  .map(({ name, inside }) => ({ path: inside, bytes: readFileSync(name) }))
const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** As much text as fits into the cache of no machine. */
const text = Buffer.concat(files.map(({ bytes }) => bytes)).subarray(0, 64 * 1024 * 1024)

const { artefact, rules } = builtin()
const image: Image = artefact.image

const prefilter = () => {
  const memory = new WebAssembly.Memory({ initial: 1200, maximum: 1200 })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(prefilterPath)), { env: { memory } })
  const scan = instance.exports.scan as (from: number, to: number, flag: number, longest: number) => number
  const bytes = new Uint8Array(memory.buffer)
  const keywords = [...new Set(rules.flatMap((rule) => rule.keywords ?? []))].sort()
  for (const [index, keyword] of keywords.entries()) {
    const bucket = 1 << Math.floor((index * 8) / keywords.length)
    const codes = Array.from(keyword.slice(0, 3), (character) => character.charCodeAt(0))
    for (const [place, code] of codes.entries()) {
      for (const form of new Set([code, String.fromCharCode(code).toUpperCase().charCodeAt(0)])) {
        const table = 1024 + place * 32
        bytes[table + (form & 15)] = (bytes[table + (form & 15)] ?? 0) | bucket
        bytes[table + 16 + (form >> 4)] = (bytes[table + 16 + (form >> 4)] ?? 0) | bucket
      }
    }
    const [first = 0, second = 0, third = 0] = codes
    const hash = (first * 961 + second * 31 + third) & 32_767
    bytes[2048 + (hash >> 3)] = (bytes[2048 + (hash >> 3)] ?? 0) | (1 << (hash & 7))
  }
  bytes.set(image.bytes.subarray(classesAt, classesAt + 256), 16_384)
  bytes.set(image.bytes.subarray(nextAt), 32_768)
  const at = 4 * 1024 * 1024
  const part = text.subarray(0, bytes.length - at)
  bytes.set(part, at)
  return { found: () => scan(at, at + part.length, image.flag, image.longest), length: part.length }
}

const source: Source = {
  name: 'memory',
  offers: new Set(['content', 'path', 'repository']),
  passed: new Map(),
  failures: [],
  async *units() {
    for (const { path, bytes } of files) {
      yield { path, origin: { from: 'worktree' }, size: bytes.length, bytes: () => bytes, async *chunks() {} }
    }
  },
}
const context: Context = {
  now: () => new Date(),
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
  repository: { root: '/', read: async () => undefined, list: async () => [] },
}

/** Bytes that a scan looks at, and a line about what it found. */
interface Contender {
  readonly what: string
  readonly bytes: number
  run(): unknown
}

const wasm = wasmKernel(image)
const plain = plainKernel(image)
const simd = prefilter()
const target = Buffer.allocUnsafe(text.length)
let findings = 0
const contenders: readonly Contender[] = [
  { what: 'kernel (WebAssembly, four lanes)', bytes: text.length, run: () => wasm.scan(text) },
  { what: 'the same automaton in JavaScript', bytes: text.length, run: () => plain.scan(text) },
  { what: 'nibble-shuffle prefilter (WebAssembly SIMD)', bytes: simd.length, run: () => simd.found() },
  { what: 'memory copy', bytes: text.length, run: () => text.copy(target) },
  {
    what: 'whole scan of the source tree, all rules, from memory',
    bytes: total,
    run: async () => {
      findings = (
        await examine(source, rules, context, { limits: { holdBytes: 1 << 25 }, ciphertext: () => [], image })
      ).findings.length
    },
  },
]

const times = contenders.map((): number[] => [])
for (let round = 0; round < Number(rounds) + 2; round++) {
  for (const [index, { run }] of contenders.entries()) {
    const start = performance.now()
    await run()
    // The first two warm the compilers up.
    if (round >= 2) times[index]?.push(performance.now() - start)
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const speed = (index: number): number =>
  Math.round((contenders[index]?.bytes ?? 0) / megabyte / (median(times[index] ?? []) / 1e3))
const leasts = new Map([
  [0, 1000],
  [4, 300],
])
const rows: object[] = contenders.map(({ what }, index) => ({
  row: 'kernel',
  what,
  value: speed(index),
  unit: 'MB/s',
  ...(leasts.has(index) && { atLeast: leasts.get(index) }),
}))
const ratio = Math.round((speed(0) / speed(1)) * 100) / 100
rows.push({ row: 'kernel', what: 'kernel to the automaton in JavaScript', value: ratio, unit: '×', atLeast: 2.5 })
const states = buildAutomaton([...new Set(rules.flatMap((rule) => rule.keywords ?? []))]).states
rows.push({ row: 'kernel', what: 'states of the automaton', value: states, unit: 'states' })
rows.push({ row: 'kernel', what: 'findings of the whole scan', value: findings, unit: 'findings' })
console.log(JSON.stringify(rows))
