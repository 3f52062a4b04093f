import { afterAll, beforeAll, expect, test } from 'vitest'
import { CannotCheckError } from '../../../src/model/errors.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'
import { said } from './said.ts'

/** A generator of numbers below 1 that is the same in every run (mulberry32). */
const numbers = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const pieces = [
  '\n',
  ' ',
  '    ',
  '"',
  "'",
  ':',
  '- ',
  '[',
  '{',
  ']',
  '}',
  '|',
  '#',
  '=',
  '&a ',
  '*a',
  '---\n',
  '\0',
  '\\n',
]

/** Cuts, doubles, moves and inserts, from where the block begins. */
const damaged = (text: string, block: number, next: () => number): string => {
  let result = text
  for (let times = 1 + Math.floor(next() * 4); times > 0; times--) {
    const at = block + Math.floor(next() * (result.length - block))
    const end = Math.min(result.length, at + Math.floor(next() ** 3 * 200))
    const piece = result.slice(at, end)
    const kind = Math.floor(next() * 5)
    const inserted = pieces[Math.floor(next() * pieces.length)] ?? ''
    const insert = [inserted, '', piece + piece, inserted + piece, piece.split('').reverse().join('')][kind] ?? ''
    result = result.slice(0, at) + insert + result.slice(kind === 0 ? at : end)
  }
  return result
}

const rounds = 400

describeWithSops('random damage to metadata', () => {
  let folder: SopsFolder
  beforeAll(() => {
    folder = makeSopsFolder()
  })
  afterAll(() => folder.remove())

  test.each([
    ['a.yaml', 'a: one\n---\nb: two\n', 'sops:'],
    ['a.json', '{"a": "one"}', '"sops"'],
    ['a.env', 'A=one\n', 'sops_'],
    ['a.ini', '[a]\nb = one\n', '[sops]'],
    ['a.bin', 'one\n', '"sops"'],
  ])('of %s throws nothing', async (path, plaintext, begin) => {
    const text = folder.encrypt(path, plaintext)
    const block = text.indexOf(begin)
    const next = numbers(path.length)
    let found = 0
    for (let round = 0; round < rounds; round++) {
      const broken = damaged(text, block, next)
      try {
        found += (await said(path, broken)).length > 0 ? 1 : 0
      } catch (error) {
        if (!(error instanceof CannotCheckError)) throw new Error(`round ${round}: ${broken}`, { cause: error })
      }
    }
    expect(found).toBeGreaterThan(rounds / 4)
  })
})
