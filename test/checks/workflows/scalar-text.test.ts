import { describe, expect, it } from 'vitest'
import { scalarText } from '../../../src/checks/workflows/scalar-text.ts'
import type { ScalarNode } from '../../../src/formats/tree.ts'
import { parseAnyYaml } from '../../../src/formats/yaml.ts'

const scalarIn = async (text: string): Promise<ScalarNode> => {
  const [root] = (await parseAnyYaml(text)).documents
  const node = root?.kind === 'map' ? root.entries[0]?.value : undefined
  if (node?.kind !== 'scalar') throw new Error('no scalar')
  return node
}

const written = [
  'plain words',
  'plain words # with a comment',
  'plain\n  over\n\n  lines',
  `'it''s quoted'`,
  `'quoted\n  over\n\n\n  lines'`,
  `"escaped \\"quotes\\", \\\\ and \\t \\u00e9 \\x41 \\U0001F600"`,
  `"over \\\n  two lines"`,
  `"folded\n  lines"`,
  '|\n    a\n      b\n\n    c',
  '|-\n  a\n  b',
  '|2\n    a\n  b',
  '>\n  folded\n  lines\n\n  and\n    deeper\n  ones',
  '>-\n  a\n  b',
  '| # comment\n  a',
  '|\r\n  a\r\n  b\r',
  '&anchor |\n  a',
  '!tag "a b"',
]

describe('the text of a scalar', () => {
  it.each(written.map((value) => [value]))('is what YAML reads: %j', async (value) => {
    const text = `key: ${value}\n`
    const node = await scalarIn(text)
    const trimmed = (read: string): string => read.replace(/\n+$/, '')
    expect(trimmed(scalarText(text, node).text)).toBe(trimmed(String(node.value)))
  })

  it.each(written.map((value) => [value]))('knows where its words stand: %j', async (value) => {
    const text = `key: ${value}\n`
    const mapped = scalarText(text, await scalarIn(text))
    for (const { index, 0: word } of mapped.text.matchAll(/[a-z]{2,}/g)) {
      const { start, end } = mapped.sourceOf({ start: index, end: index + word.length })
      expect(text.slice(start, end)).toBe(word)
    }
  })
})
