import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgementOf } from '../../../src/checks/sops-history/origin.ts'
import type { History, SealedVersion } from '../../../src/model/rule.ts'
import { readEncryptedFile } from '../../../src/sops/encrypted-file.ts'
import { contextOf, documentOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder } from '../../support/sops.ts'

/** mulberry32 */
const randomOf = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const yaml = 'note_unencrypted: readable\nlist: [one, two]\nmap:\n    a: first\n    b: 12\n    c: true\n'
const json = JSON.stringify(
  { note_unencrypted: 'readable', list: ['one', 'two'], map: { a: 'first', b: 12 } },
  undefined,
  2,
)
const stores: readonly (readonly [path: string, plaintext: string, key: string])[] = [
  ['app.yaml', yaml, '["map"]["a"]'],
  ['app.json', json, '["map"]["a"]'],
  ['app.env', 'note_unencrypted=readable\nA=first\nB=second\n', '["A"]'],
  ['app.ini', '[map]\nnote_unencrypted = readable\na = first\nb = second\n', '["map"]["a"]'],
  ['note.txt', 'the whole file\n', ''],
]

/** A version in a commit of its own. */
interface Version {
  readonly text: string
  readonly date: Date
}

/** As a commit knows it: in whole seconds. */
const committed = (text: string): Version => ({ text, date: new Date(Math.floor(Date.now() / 1000) * 1000) })

const historyOf = (path: string, versions: readonly Version[]): History => ({
  firstAppearance: async () => new Map(),
  versions: async (macIv) =>
    versions.flatMap(({ text, date }, index): SealedVersion[] =>
      text.includes(`,iv:${macIv},`)
        ? [
            {
              oid: String(index),
              commit: String(index),
              path,
              date,
              before: [],
              bytes: async () => Buffer.from(text),
            },
          ]
        : [],
    ),
})

const told = async (
  path: string,
  texts: readonly Version[],
  base: string | null | undefined,
): Promise<readonly string[]> => {
  const document = documentOf(path, texts.at(-1)?.text ?? '', base === undefined ? {} : { base })
  const context = contextOf({ history: historyOf(path, texts), now: '2100-02-01T00:00:00Z' })
  const { broken, damaged } = await judgementOf(document, context)
  return [...broken.map(({ words }) => words), ...damaged.map(({ written }) => written)]
}

/** As a commit, as a new path, and as a tree. */
const views = (texts: readonly Version[]): readonly (string | null | undefined)[] => [
  texts.at(-2)?.text ?? null,
  null,
  undefined,
]

const mutations = async (
  path: string,
  text: string,
  random: (below: number) => number,
): Promise<string | undefined> => {
  const file = await readEncryptedFile(path, text)
  const leaf = file?.leaves[random(file.leaves.length)]
  if (leaf === undefined) return undefined
  const value = text.slice(leaf.start, leaf.end)
  const put = (written: string): string => text.slice(0, leaf.start) + written + text.slice(leaf.end)
  const bent = (offset: number): string => {
    const at = text.indexOf(':', leaf.start) + 1 + offset
    return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  }
  if (leaf.encrypted === undefined) return put(value.replace('readable', 'changed'))
  const [other] = (file?.leaves ?? []).filter((each) => each.encrypted !== undefined && each.value !== leaf.value)
  switch (random(5)) {
    case 0:
      return bent(0) // the first letter of the data
    case 1:
      return other === undefined ? bent(1) : put(value.replace(String(leaf.value), String(other.value)))
    case 2:
      return text.replace(/(lastmodified["']?\s*[:=]\s*["']?)\d{4}/, '$12001')
    case 3:
      return text.replace(
        /(mac["']?\s*[:=]\s*["'`]*ENC\[AES256_GCM,data:)./,
        (_, before: string) => `${before}${text.includes(`${before}z`) ? 'y' : 'z'}`,
      )
    default:
      return put(value.replace(/type:(?:str|int|bool|float)/, 'type:bytes'))
  }
}

describeWithSops('random sequences', () => {
  let folder: SopsFolder
  let strangers: readonly string[]
  beforeAll(() => {
    folder = makeSopsFolder()
    strangers = [1, 2].map(() => {
      const other = makeSopsFolder()
      other.remove()
      return other.recipient
    })
  })
  afterAll(() => folder.remove())

  const operate = (path: string, key: string, random: (below: number) => number): void => {
    switch (random(key === '' ? 2 : 4)) {
      case 0:
        folder.write(
          '.sops.yaml',
          `creation_rules:\n  - age: ${[folder.recipient, ...strangers.slice(random(3))].join()}\n`,
        )
        folder.sops('updatekeys', '--yes', path)
        return
      case 1:
        folder.sops('rotate', '--in-place', path)
        return
      case 2:
        folder.sops('set', path, key, JSON.stringify(`value ${random(3)}`))
        return
      default:
        folder.sops('set', path, key.replace(/"[aA]"\]$/, '"new"]'), '"something"')
        folder.sops('unset', path, key.replace(/"[aA]"\]$/, '"new"]'))
    }
  }

  test.each(stores.map((store, index) => [...store, index] as const))(
    '%s: nothing that sops does is told, and every change by hand after it is',
    async (path, plaintext, key, seed) => {
      const random = randomOf(seed + 1)
      const texts = [committed(folder.encrypt(path, plaintext))]
      for (let step = 0; step < 6; step++) {
        operate(path, key, random)
        texts.push(committed(folder.read(path)))
        for (const base of views(texts))
          expect(await told(path, texts, base), `step ${step}, base ${base?.length}`).toEqual([])
        for (let round = 0; round < 12; round++) {
          const written = texts.at(-1)?.text ?? ''
          const changed = await mutations(path, written, random)
          if (changed === undefined || changed === written) continue
          const what = `step ${step}, round ${round}`
          for (const base of [written, undefined]) {
            expect(await told(path, [...texts, committed(changed)], base), what).not.toEqual([])
          }
          expect(
            await told(path, [...texts, committed(changed), committed(written)], changed),
            `${what}, taken back`,
          ).toEqual([])
        }
      }
    },
    60_000,
  )
})
