import { describe, expect, it } from 'vitest'
import { workflowRules } from '../../../src/checks/workflows/index.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { gitlab, workflow } from './marked.ts'

const long = (unit: string, length = 150_000): string => unit.repeat(Math.ceil(length / unit.length))

const script = (text: string): string =>
  `on: pull_request_target\nenv:\n  FOO: \${{ secrets.FOO }}\njobs:\n  a:\n    steps:\n      - run: |\n${text
    .split('\n')
    .map((line) => `          ${line}\n`)
    .join('')}`

const step = '      - run: echo "${{ secrets.A }}" >> $GITHUB_ENV\n        env: { A: "${{ secrets.A }}" }\n'
const steps = (text: string): string => `on: push\njobs:\n  a:\n    steps:\n${text}`

const sops = 'SOPS_AGE_KEY sops -d x\n'

const cases: readonly (readonly [string, string, string])[] = [
  ['2,000 steps', workflow, steps(step.repeat(2_000))],
  [
    '2,000 jobs that share their steps',
    workflow,
    `on: push\njobs:\n  a0:\n    steps: &s\n${step.repeat(100)}${Array.from({ length: 2_000 }, (_, index) => `  b${index}: { steps: *s }\n`).join('')}`,
  ],
  [
    '2,000 variables and 1,000 steps',
    workflow,
    `on: push\nenv:\n${Array.from({ length: 2_000 }, (_, index) => `  A${index}: \${{ secrets.A }}\n`).join('')}jobs:\n  a:\n    steps:\n${step.repeat(1_000)}`,
  ],
  ['expressions that are not closed', workflow, script(long('${{ secrets.A '))],
  ['quotes within expressions', workflow, script(`\${{ secrets.A ${long("'")}`)],
  ['brackets of expressions', workflow, script(long('${{'))],
  ['substitutions within substitutions', workflow, script(`${long('$(echo ')}sops -d x`)],
  ['groups within groups', workflow, script(`${long('{ ')} env`)],
  ['here-documents', workflow, script(long('cat <<E\n$FOO $(sops -d x)\nE\n'))],
  ['one long pipe', workflow, script(`env ${long('| cat ')}`)],
  ['one long word', workflow, script(`echo ${long('$FOO')} >> $GITHUB_ENV`)],
  ['blanks', workflow, script(`env${long(' ')}x`)],
  [
    'a quoted script with escapes',
    workflow,
    steps(`      - run: "${long('\\"$FOO\\n')}"\n        env: { FOO: "\${{ secrets.FOO }}" }\n`),
  ],
  ['PowerShell', workflow, `${script(long('  \t env: print('))}        shell: pwsh\n`],
  ['flow maps within flow maps', workflow, `on: push\njobs: ${long('{a: ', 100_000)} # secrets env`],
  [
    'merges of merges',
    gitlab,
    `.a0: &a0 { script: [env] }\n${Array.from({ length: 3000 }, (_, index) => `.a${index + 1}: &a${index + 1}\n  <<: [*a${index}, *a${index}]\n`).join('')}`,
  ],
  [
    'lists of aliases',
    gitlab,
    `.a0: &a0 [env]\n${Array.from({ length: 3000 }, (_, index) => `.a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`).join('')}b:\n  script: *a3000\n`,
  ],
  [
    'dotenv reports',
    gitlab,
    `a:\n  script:\n${long('    - echo A_TOKEN=$A >> a.env\n')}  artifacts: { reports: { dotenv: [a.env, b.env] } }\n`,
  ],
  ['a Dockerfile of one instruction', 'Dockerfile', `ENV SOPS_AGE_KEY=${long('a\\\n')}`],
  ['a Dockerfile of quotes', 'Dockerfile', `ENV SOPS_AGE_KEY=${long('"\'')}\n${long('"', 1000)}`],
  ['a Dockerfile of one word', 'Dockerfile', `ENV SOPS_AGE_KEY=${long('a')}`],
  ['a Dockerfile of here-documents', 'Dockerfile', `ARG SOPS_AGE_KEY\n${long('RUN <<A <<B\n')}`],
  ['a login script', '.bashrc', long(`export ${sops}`)],
  ['arguments', 'x.sh', long('--build-arg SOPS_AGE_KEY=$x ')],
]

describe('a hostile file', () => {
  it.each(cases)('%s ends', async (_, path, text) => {
    const document = documentOf(path, text)
    for (const rule of workflowRules) {
      const hits = await hitsOf(rule, document).catch((error: Error) => error)
      if (hits instanceof Error) expect(hits.name).toBe('CannotCheckError')
      else expect(hits.length).toBeLessThanOrEqual(101)
    }
  })
})
