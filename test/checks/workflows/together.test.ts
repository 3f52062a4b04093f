import { describe, expect, it } from 'vitest'
import { workflowRules } from '../../../src/checks/workflows/index.ts'
import { documentOf, hitsOf } from '../../support/document.ts'
import { gitlab, said, workflow } from './marked.ts'

const bad = `on: pull_request_target
jobs:
  a:
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.head_ref }}" }
      - run: echo "\${{ toJSON(secrets) }}"
      - run: echo "\${{ fromJSON(secrets.X).y }}"
      - run: ./deploy "\${{ fromJSON(secrets.X).y }}"
      - run: echo "\${{ secrets.B }}"
      - run: echo "B=\${{ secrets.B }}" >> $GITHUB_ENV
      - run: sops -d a.env >> $GITHUB_ENV
      - run: sops -d a.env
      - run: env | sort
        env: { A: "\${{ secrets.A }}" }
`

const everything = async (text: string, path: string): Promise<string[]> => {
  const found: string[] = []
  for (const rule of workflowRules)
    for (const [index, span] of (await said(rule, text, path)).spans.entries())
      found.push(`${text.slice(0, Number.parseInt(span, 10)).split('\n').length} ${rule.meta.id} ${index}`)
  return found.map((each) => each.replace(/ \d+$/, '')).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
}

describe('all rules for pipelines', () => {
  it('tell each thing once', async () => {
    expect(await everything(bad, workflow)).toEqual([
      '6 ci-untrusted-checkout',
      '7 ci-secrets-dump',
      '8 ci-secret-printed',
      '9 ci-derived-secret',
      '10 ci-secret-printed',
      '11 ci-secret-exported',
      '12 ci-secret-exported',
      '13 ci-decrypted-unmasked',
      '14 ci-env-dump',
    ])
  })

  it('read workflows of Forgejo and Gitea, and composite actions', async () => {
    const dump = 'jobs:\n  a:\n    steps:\n      - run: echo "${{ toJSON(secrets) }}"\n'
    for (const path of ['.forgejo/workflows/a.yaml', 'x/.gitea/workflows/b.yml', '.github/workflows/c.yaml'])
      expect(await everything(dump, path)).toEqual(['4 ci-secrets-dump'])
    const action = 'runs:\n  using: composite\n  steps:\n    - { shell: bash, run: sops -d x }\n'
    expect(await everything(action, '.github/actions/x/action.yml')).toEqual(['4 ci-decrypted-unmasked'])
  })

  it('leave every other file alone', async () => {
    for (const path of ['k8s/deploy.yml', '.github/dependabot.yml', 'workflows/ci.yml', 'docs/ci.md'])
      expect(await everything(bad, path)).toEqual([])
  })

  it('say that a workflow cannot be read, after what they found', async () => {
    const document = documentOf(workflow, `${bad}\n  - : : "\n`)
    const rules = workflowRules.filter(({ paths, meta }) => paths?.(workflow) && meta.id === 'ci-secrets-dump')
    for (const rule of rules) await expect(hitsOf(rule, document)).rejects.toThrow('cannot be read in full as YAML')
  })

  it('leave a template that is no YAML yet to what can be read of it', async () => {
    const template = '{% if ci %}\njobs:\n  a:\n    script: [env]\n{% endif %}\n'
    await expect(everything(template, 'template/.gitlab-ci.yml')).resolves.toBeDefined()
  })

  it('never show a line of which they know too little', () => {
    const shown = workflowRules.filter(({ unquoted }) => unquoted !== true).map(({ meta }) => meta.id)
    expect(shown).toEqual(['ci-age-key-exposed'])
  })

  it('count what is too much to list', async () => {
    const many = `jobs:\n  a:\n    steps:\n${'      - run: echo "${{ toJSON(secrets) }}"\n'.repeat(150)}`
    const rule = workflowRules.find(({ meta }) => meta.id === 'ci-secrets-dump')
    const hits = rule === undefined ? [] : await hitsOf(rule, documentOf(workflow, many))
    expect(hits).toHaveLength(101)
    expect(hits.at(-1)?.note).toContain('50 more')
  })

  it('read CRLF, a byte order mark and letters beyond ASCII', async () => {
    const text =
      '\uFEFFname: Prüfung\r\njobs:\r\n  a:\r\n    steps:\r\n      - run: |\r\n          # größer\r\n          sops -d x\r\n'
    expect(await everything(text, workflow)).toEqual(['7 ci-decrypted-unmasked'])
  })

  it('follow a value through several steps and scripts', async () => {
    const steps = 'jobs:\n  a:\n    steps:\n      - run: sops -d x > plain.json\n      - run: cat plain.json\n'
    expect(await everything(steps, workflow)).toEqual(['5 ci-decrypted-unmasked'])
    const scripts = 'a:\n  script:\n    - T=$(sops -d x)\n    - echo "$T"\n'
    expect(await everything(scripts, gitlab)).toEqual(['4 ci-decrypted-unmasked'])
  })
})
