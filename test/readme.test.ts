import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtin } from '../src/commands/builtin-rules.ts'
import { checkRuleIds, parseConfig } from '../src/policy/parse-config.ts'
import { builtCli } from './support/repository.ts'

const top = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(top, 'README.md'), 'utf8')

const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text)

describe('the README', () => {
  it('begins with the two commands, each alone on its line', () => {
    expect(blocks('sh').slice(0, 2)).toEqual(['npm ci && npx leaktight audit\n', 'npm ci && npm test\n'])
  })

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(2)
    for (const path of links) expect(existsSync(join(top, path)), path).toBe(true)
  })

  it('names commands that exist', () => {
    const verbs = new Set([...readme.matchAll(/^\| `leaktight (\w+)/gm)].map(([, verb = '']) => verb))
    expect([...verbs].sort()).toEqual([
      'audit',
      'ci',
      'edit',
      'push',
      'rotate',
      'rotation',
      'rules',
      'run',
      'scan',
      'seal',
      'shred',
      'staged',
    ])
    for (const verb of [...verbs, 'init']) {
      expect(execFileSync(process.execPath, [builtCli, verb, '--help'], { encoding: 'utf8' })).toContain(
        `leaktight ${verb}`,
      )
    }
  })

  it('shows flags that the commands have', () => {
    const shown = blocks('sh').flatMap((block) => [...block.matchAll(/^(?:npx )?leaktight (\w+)(.*?)(?:#|$)/gm)])
    expect(shown.length).toBeGreaterThan(2)
    for (const [, verb = '', rest = ''] of shown) {
      const help = execFileSync(process.execPath, [builtCli, verb, '--help'], { encoding: 'utf8' })
      for (const [flag] of rest.matchAll(/--[\w-]+/g)) expect(help, verb).toContain(flag)
    }
  })

  it('shows a configuration that is valid', async () => {
    const shown = blocks('yaml').find((text) => text.includes('fail-on')) ?? ''
    const config = await parseConfig(shown, 'README.md')
    checkRuleIds(
      config,
      builtin().rules.map((rule) => rule.meta.id),
    )
    expect(config.allow).toHaveLength(1)
  })
})
