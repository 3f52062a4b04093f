import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildImage, type Image, mostRead } from '../../../src/engine/kernel/image.ts'
import type { Kernel } from '../../../src/engine/kernel/kernel.ts'
import { plainKernel } from '../../../src/engine/kernel/plain.ts'
import { wasmKernel } from '../../../src/engine/kernel/wasm.ts'
import type { Guard, Trigger } from '../../../src/model/rule.ts'

interface Pair {
  readonly offset: number
  readonly trigger: number
}

const pairsOf = (kernel: Kernel, content: Uint8Array): Pair[] => {
  const numbers = [...kernel.scan(content)]
  return numbers.flatMap((offset, index) => (index % 2 === 0 ? [{ offset, trigger: numbers[index + 1] ?? -1 }] : []))
}

const inOrder = (pairs: readonly Pair[]): Pair[] =>
  [...pairs].sort((a, b) => a.offset - b.offset || a.trigger - b.trigger)

/** Whether a guard, asked byte by byte, lets a keyword stand that ends at `at`. */
const allowed = (
  { classes, width, table, starts }: Guard,
  keyword: number,
  content: Uint8Array,
  at: number,
): boolean => {
  let state = starts[keyword] ?? 0
  for (let next = at; state > 1 && next < content.length; next++) {
    if (next === at + mostRead) return true
    state = table[state * width + (classes[content[next] ?? 0] ?? 0)] ?? 0
  }
  return state === 1
}

/** What every kernel must find, by `indexOf`. */
const naive = (triggers: readonly Trigger[], content: Uint8Array): Pair[] => {
  const folded = Buffer.from(content)
    .toString('latin1')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const pairs: Pair[] = []
  for (const [trigger, { keywords, guard }] of triggers.entries()) {
    for (const [index, keyword] of keywords.entries()) {
      for (let at = folded.indexOf(keyword); at !== -1; at = folded.indexOf(keyword, at + 1)) {
        if (guard === undefined || allowed(guard, index, content, at + keyword.length))
          pairs.push({ offset: at, trigger })
      }
    }
  }
  return inOrder(pairs)
}

const kinds: readonly [string, (image: Image) => Kernel][] = [
  ['WebAssembly', wasmKernel],
  ['JavaScript', plainKernel],
]

/** Follows the keyword with one of `a`, `b`, then anything, then `c`. */
const guard: Guard = {
  classes: Uint8Array.from({ length: 256 }, (_, byte) => Math.max(0, 'xabc'.indexOf(String.fromCharCode(byte)))),
  width: 4,
  // dead; accepted; first; second; third
  table: Uint16Array.from([0, 0, 0, 0, 1, 1, 1, 1, 0, 3, 3, 0, 4, 4, 4, 4, 0, 0, 0, 1]),
  starts: [2, 3, 2, 3, 2, 3, 2, 3],
}

const word = fc.stringMatching(/^[abc_]{1,4}$/)
const triggersOf = fc
  .array(fc.record({ keywords: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }), guarded: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) =>
    list.map(({ keywords, guarded }, index): Trigger => ({ id: `t${index}`, keywords, ...(guarded && { guard }) })),
  )

describe.each(kinds)('the kernel in %s', (_, open) => {
  it('finds what indexOf finds: nested, overlapping and shared keywords, in either case, behind guards', () => {
    const text = fc.stringMatching(/^[abcABC_x\xe9]{0,80}$/)
    fc.assert(
      fc.property(triggersOf, text, (triggers, content) => {
        const bytes = Buffer.from(content, 'latin1')
        expect(inOrder(pairsOf(open(buildImage(triggers)), bytes))).toEqual(naive(triggers, bytes))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds them in long contents, across lanes, blocks and copies', () => {
    const triggers: Trigger[] = [
      { id: 'plain', keywords: ['needle', 'eedl', 'a_'] },
      { id: 'guarded', keywords: ['needle'], guard },
    ]
    const kernel = open(buildImage(triggers))
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 700_000 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('needle', 'NEEDLEaxc', 'needleb', 'a_', 'needleneedle')), {
          maxLength: 40,
        }),
        fc.boolean(),
        (size, planted, inArena) => {
          const content = Buffer.alloc(size, '. x\n')
          for (const [at, text] of planted) content.write(text, at % size, 'latin1')
          const place = inArena ? kernel.arena.subarray(0, size) : content
          content.copy(place)
          expect(inOrder(pairsOf(kernel, place))).toEqual(naive(triggers, content))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('finds a keyword astride every boundary of lanes and blocks', () => {
    const triggers: Trigger[] = [{ id: 'plain', keywords: ['needle'] }]
    const kernel = open(buildImage(triggers))
    for (const size of [513, 4096, 65_536, 65_537, 262_144 + 3]) {
      for (const boundary of [size >> 2, size >> 1, 65_536, 262_144, size].filter((at) => at <= size)) {
        for (let back = 0; back <= 7; back++) {
          const content = Buffer.alloc(size, 0x2e)
          content.write('needle', Math.max(0, boundary - back), 'latin1')
          expect(pairsOf(kernel, content)).toEqual(naive(triggers, content))
        }
      }
    }
  })

  it('finds keywords of more different bytes than there are classes', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).filter(
      (byte) => !/[A-Z]/.test(byte),
    )
    const triggers = bytes.map((byte): Trigger => ({ id: byte, keywords: [`q${byte}z`] }))
    const content = Buffer.from(bytes.map((byte) => `q${byte}z`).join(' '), 'latin1')
    const place = ({ offset, trigger }: Pair): string => `${offset} ${trigger}`
    const found = new Set(pairsOf(open(buildImage(triggers)), content).map(place))
    expect(naive(triggers, content).filter((pair) => !found.has(place(pair)))).toEqual([])
  })

  it('reads a megabyte of one keyword, behind each of which its guard would read to the end', () => {
    const endless: Guard = {
      classes: Uint8Array.from({ length: 256 }, (_, byte) => (byte === 0x21 ? 1 : 0)),
      width: 2,
      table: Uint16Array.from([0, 0, 1, 1, 2, 1]),
      starts: [2],
    }
    const triggers: Trigger[] = [{ id: 'guarded', keywords: ['needle'], guard: endless }]
    const kernel = open(buildImage(triggers))
    const content = Buffer.alloc(1_000_002, 'needle')
    content.copy(kernel.arena)
    const found = pairsOf(kernel, kernel.arena.subarray(0, content.length))
    // Of those near the end, nothing follows that could be a match.
    expect(found).toHaveLength(Math.floor((content.length - 6 - mostRead - 1) / 6) + 1)
  })

  it('counts line feeds', () => {
    const kernel = open(buildImage([{ id: 'plain', keywords: ['needle'] }]))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const content = bytes.map((byte) => (byte < 60 ? 0x0a : byte))
        expect(kernel.countLines(content)).toBe(content.filter((byte) => byte === 0x0a).length)
      }),
      { numRuns: 500 },
    )
    expect(kernel.countLines(Buffer.alloc(600_001, 'a\n'))).toBe(300_000)
  })

  it('lends its memory to one at a time', async () => {
    const kernel = open(buildImage([{ id: 'plain', keywords: ['needle'] }]))
    const lent: boolean[] = []
    const first = kernel.borrow(async () => {
      lent.push(await kernel.borrow(async () => true))
      return true
    })
    expect([await first, ...lent, await kernel.borrow(async () => true)]).toEqual([true, false, true])
  })
})

describe('an image', () => {
  it('without keywords finds nothing', () => {
    for (const [, open] of kinds) expect(pairsOf(open(buildImage([])), Buffer.from('anything'))).toEqual([])
  })
})
