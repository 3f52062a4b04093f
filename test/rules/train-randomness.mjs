// Prints src/rules/randomness-table.ts: how often one character follows another in written text, learnt from what is
// installed under node_modules. Every word counts once, so that no package's favourite word outweighs the language.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const stateCount = 55
const edge = 54

const stateOf = (character) => {
  const code = character.charCodeAt(0)
  if (code >= 97 && code <= 122) return code - 97
  if (code >= 65 && code <= 90) return code - 65 + 26
  return code >= 48 && code <= 57 ? 52 : 53
}

const words = new Set()
const read = (directory) => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) read(path)
    else if (/\.(?:d\.[cm]?ts|md)$/.test(entry.name)) collect(readFileSync(path, 'utf8'))
  }
}
const collect = (text) => {
  for (const [word] of text.matchAll(/[A-Za-z][A-Za-z0-9_.-]{2,40}/g)) {
    const digits = word.match(/[0-9]/g)?.length ?? 0
    if (digits <= 3 && !/\.d\.|[A-Z][a-z]?[A-Z][a-z]?[A-Z][a-z]?[A-Z][a-z]/.test(word)) words.add(word)
  }
}
read('node_modules')

const counts = Array.from({ length: stateCount }, () => new Float64Array(stateCount).fill(0.2))
for (const word of words) {
  let previous = edge
  for (const state of [...word].map(stateOf).concat(edge)) {
    counts[previous][state] += 1
    previous = state
  }
}
const cost = (row, count) => Math.min(40, Math.round(-4 * Math.log2(count / row.reduce((sum, each) => sum + each, 0))))
const symbols = counts.flatMap((row) => [...row].map((count) => String.fromCharCode(40 + cost(row, count))))
const rows = Array.from({ length: stateCount }, (_, row) =>
  symbols.slice(row * stateCount, (row + 1) * stateCount).join(''),
)
const literal = (row) => `  '${row}',`

console.error(`${words.size} words`)
console.log(`// Made by \`node test/rules/train-randomness.mjs > src/rules/randomness-table.ts\`.
/**
 * What it costs, in written text, that one character state follows another: a row for the state before, a column for
 * the state after, each cost in quarter bits as the character with code 40 + cost.
 */
export const costs: readonly string[] = [`)
for (const row of rows) console.log(literal(row))
console.log(']')
