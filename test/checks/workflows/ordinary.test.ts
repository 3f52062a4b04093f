import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workflowRules } from '../../../src/checks/workflows/index.ts'
import { atLeast } from '../../../src/model/rule.ts'
import { said } from './marked.ts'

const folder = join(import.meta.dirname, 'ordinary')

/** As people write them by the documentation of GitHub, GitLab, Docker and the clouds. */
describe('an ordinary pipeline', () => {
  it.each(readdirSync(folder))('%s has no finding that fails', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const path = name.endsWith('.gitlab-ci.yml') || name === 'action.yml' ? name : `.github/workflows/${name}`
    const found: string[] = []
    for (const rule of workflowRules) {
      const { spans, severities } = await said(rule, text, path)
      for (const [index, span] of spans.entries())
        if (atLeast(severities[index] ?? 'high', 'medium')) found.push(`${rule.meta.id} ${span}`)
    }
    expect(found).toEqual([])
  })
})
