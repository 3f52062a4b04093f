import { describe, expect, it } from 'vitest'
import { hitsIn, piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'
const path = '.github/workflows/ci.yml'

/** A workflow with one job whose steps are given. */
const steps = (...lines: readonly string[]): string =>
  [
    'on: push',
    'jobs:',
    '  a:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...lines.map((line) => `      ${line}`),
    '',
  ].join('\n')

/** Maps that merge the map before a hundred times. */
const merges = Array.from({ length: 20 }, (_, at) =>
  at === 0 ? 'a0: &a0 {x: 1}\n' : `a${at}: &a${at} {<<: [${`*a${at - 1}, `.repeat(100)}]}\n`,
).join('')

describe('shell in a workflow', () => {
  it.each([
    ['a plain value', steps(`- run: ${bad}`), ['6:31 /tmp/b']],
    ['a plain value on several lines', steps('- run: sops -d a.yaml', '    > /tmp/b', '  name: x'), ['7:13 /tmp/b']],
    ['single quotes', steps(`- run: 'echo ''x''; ${bad}'`), ['6:44 /tmp/b']],
    ['double quotes', steps(`- run: "echo \\"x\\"\\n${bad} # \\u0022"`), ['6:44 /tmp/b']],
    [
      'double quotes on several lines',
      steps('- run: "sops -d a.yaml \\', '    > \\', '    \\x2ftmp/b"'),
      ['8:14 ftmp/b'],
    ],
    ['a block', steps('- run: |', '    ls', `    ${bad}`), ['8:28 /tmp/b']],
    [
      'a block with indicators',
      steps('- run: |2-', '      ls', `    ${bad}`, '- run: >+ # x', '    ls;', `    ${bad}`),
      ['8:28 /tmp/b', '11:28 /tmp/b'],
    ],
    ['a folded block', steps('- run: >-', '    sops -d a.yaml', '    > /tmp/b'), ['8:13 /tmp/b']],
    [
      'a folded block with deeper lines',
      steps('- run: >', '    true', '      x', `    ${bad}`, '', '    echo > /tmp/c'),
      ['9:28 /tmp/b'],
    ],
    [
      'a heredoc',
      steps('- run: |', '    cat > /tmp/a.yaml <<EOF', '    token: $t', '    EOF', `    ${bad}`),
      ['7:17 /tmp/a.yaml', '10:28 /tmp/b'],
    ],
    [
      'a heredoc in double quotes',
      steps('- run: "cat > /tmp/a.yaml <<EOF\\ntoken: $t\\nEOF\\nls"'),
      ['6:21 /tmp/a.yaml'],
    ],
    ['flow style', steps(`- { name: x, run: "${bad}" }`), ['6:43 /tmp/b']],
    ['anchors and aliases', steps('- run: &x |', `    ${bad}`, '- run: *x'), ['7:28 /tmp/b']],
    ['expressions', steps("- run: sops -d ${{ inputs.a || '}}\"' }} > /tmp/b"), ['6:49 /tmp/b']],
    ['Windows line ends', steps('- run: |', '    ls', `    ${bad}`).replaceAll('\n', '\r\n'), ['8:28 /tmp/b']],
    ['characters beyond the BMP before', `# 🙂🙂\n${steps('- run: |', `    echo 🙂; ${bad}`)}`, ['8:37 /tmp/b']],
    [
      'a shell of its own',
      steps('- run: ls', `- run: ${bad}`, '  shell: bash --noprofile -eo pipefail {0}'),
      ['7:31 /tmp/b'],
    ],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn(path, text)).toEqual(places)
  })

  it.each([
    [
      'PowerShell',
      steps(`- run: ${bad}`, '  shell: pwsh', `- run: ${bad}`, '  shell: python', `- run: ${bad}`, '  shell: cmd'),
    ],
    ['Windows', steps(`- run: ${bad}`).replace('ubuntu', 'windows')],
    ['PowerShell as usual', `defaults:\n  run:\n    shell: pwsh\n${steps(`- run: ${bad}`)}`],
    [
      'the shell of a job',
      steps(`- run: ${bad}`).replace('    steps', '    defaults: { run: { shell: pwsh } }\n    steps'),
    ],
    ['names and other values', steps(`- name: ${bad}`, `  uses: "${bad}"`, `  env: { run: "${bad}" }`)],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn(path, text)).toEqual([])
  })

  it('knows which shell reads a step', async () => {
    const text = steps('- run: a', '- run: b', '  shell: sh', '- run: c', '  shell: ${{ matrix.shell }}')
    const container = steps('- run: d').replace('    steps', '    container: alpine\n    steps')
    expect(await piecesIn(path, text)).toEqual(['bash: a', 'sh: b', 'unknown: c'])
    expect(await piecesIn(path, container)).toEqual(['sh: d'])
  })

  it.each(['.forgejo/workflows/x.yaml', 'sub/.gitea/workflows/x.yml'])('reads %s', async (other) => {
    expect(await placesIn(other, steps(`- run: ${bad}`))).toEqual(['6:31 /tmp/b'])
  })

  it.each(['action.yml', '.github/actions/x/action.yaml'])('reads a composite action: %s', async (other) => {
    const text = `runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: ${bad}\n`
    expect(await placesIn(other, text)).toEqual(['5:29 /tmp/b'])
  })

  it('reads no other YAML', async () => {
    expect(await placesIn('x/values.yaml', steps(`- run: ${bad}`))).toEqual([])
  })

  it('says that it cannot read what is nested too deep', async () => {
    await expect(placesIn(path, `# /tmp\nrun: ${'['.repeat(100_000)}`)).rejects.toThrow('cannot be read as YAML')
  })

  it.each([
    ['steps', steps(...Array.from({ length: 2_000 }, () => `- run: ${bad}`))],
    ['a long block', steps('- run: |', ...Array.from({ length: 10_000 }, () => `    ${bad}`))],
    ['a long folded block', steps(`- run: ${bad}`, '- run: >', ...Array.from({ length: 10_000 }, () => '    a'))],
    ['aliases', steps(`- run: &a ${bad}`, ...Array.from({ length: 2_000 }, () => '- run: *a'))],
    ['merges', `${merges}${steps(`- run: ${bad}`).replace('    steps', '    <<: *a19\n    steps')}`],
    ['escapes', steps(`- run: "${'\\\\'.repeat(50_000)}"`, `- run: ${bad}`)],
    [
      'quotes that nothing closes',
      steps(`- run: ${bad}`, '- run: "a', ...Array.from({ length: 10_000 }, () => '    "a \\')),
    ],
  ])('ends on hostile input: %s', async (_, text) => {
    expect((await hitsIn(path, text)).length).toBeGreaterThan(0)
  })
})
