import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { runsOf, valueAt } from '../../../../src/checks/shell/hosts/yaml-script.ts'
import { parseYaml } from '../../../../src/formats/yaml.ts'

const words = fc.constantFrom(
  ...[
    'a',
    'sops -d',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\n  ',
    '\t',
    "'",
    '"',
    '\\',
    '\\\\',
    '\\\n',
    '🙂',
    ': ',
    ' #',
    '${{ x }}',
    '$(b)',
    '>',
    '|',
    'é',
    '&&',
  ],
)
const scripts = fc.array(words, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''))
const styles = fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED' as const)

/** What the shell sees of a value, without what stands in for nothing. */
const seen = async (text: string): Promise<{ seen: string; length: boolean; value: unknown }> => {
  const node = valueAt((await parseYaml(text)).documents[0], 'jobs', 'run')
  const runs = runsOf(text, node)
  const [run] = runs
  return {
    seen: (run?.text ?? '').replaceAll('\0', ''),
    length: runs.every(({ start, text: written }) => start + written.length <= text.length),
    value: node?.kind === 'scalar' ? node.value : undefined,
  }
}

describe('a script in YAML', () => {
  it('is what a YAML parser says it is, in every style', async () => {
    await fc.assert(
      fc.asyncProperty(
        scripts,
        styles,
        fc.constantFrom(0, 20, 40),
        fc.boolean(),
        async (script, style, lineWidth, crlf) => {
          const written = stringify(
            { jobs: { run: script } },
            { defaultStringType: style, lineWidth, defaultKeyType: 'PLAIN' },
          )
          const text = crlf ? written.replaceAll('\n', '\r\n') : written
          const found = await seen(text)
          if (typeof found.value !== 'string') return
          expect(found.length).toBe(true)
          expect(found.seen.replaceAll('\r', '').trimEnd()).toBe(found.value.replaceAll('\r', '').trimEnd())
        },
      ),
      { numRuns: 300 },
    )
  })
})
