import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shellRules } from '../../../src/checks/shell/index.ts'
import { documentOf, hitsOf, lineOf } from '../../support/document.ts'

const packages = '/var/lib/dpkg/info'

/** What maintainers of packages wrote and run as root, one for each text. */
const maintainerScripts = (): string[] => {
  if (!existsSync(packages)) return []
  const names = readdirSync(packages).filter((name) => /\.(?:pre|post)(?:inst|rm)$/.test(name))
  const texts = new Map(names.map((name) => [readFileSync(join(packages, name), 'latin1'), name]))
  return [...texts].filter(([text]) => /^#![^\n]*\b(?:ba|da)?sh\b/.test(text)).map(([, name]) => join(packages, name))
}

const found = async (path: string, text: string): Promise<string[]> => {
  const document = documentOf(path, text)
  const places: string[] = []
  for (const rule of shellRules)
    for (const hit of await hitsOf(rule, document)) places.push(`${path}:${lineOf(document, hit)} ${rule.meta.id}`)
  return places
}

const scripts = maintainerScripts().filter((path) => statSync(path).size < 200_000)

/** Nine ways to spill a secret, as scripts in the wild have them. */
const nine = `#!/bin/bash
set -x
export AWS_SECRET_ACCESS_KEY="$(sops -d --extract '["aws_secret_access_key"]' secrets/aws.yaml)"
cat > /tmp/aws-update.yaml <<EOX
aws_secret_access_key: $AWS_SECRET_ACCESS_KEY
EOX
cp /tmp/aws-update.yaml secrets/aws.yaml && sops -e -i secrets/aws.yaml
sops -d secrets/aws.yaml > plain.yaml
sops -d secrets/aws.yaml | tee copy.yaml
echo "key: $AWS_SECRET_ACCESS_KEY"
printenv
curl -H "Authorization: Bearer $API_TOKEN" https://api.example.com
out=$(mktemp -u)
`

const lines: readonly string[] = [
  '2 shell-xtrace',
  '4 shell-temp-plaintext',
  '7 shell-encrypt-in-place',
  '8 shell-sops-decrypt-to-file',
  '9 shell-sops-decrypt-tee',
  '10 shell-echo-secret',
  '11 shell-env-dump',
  '12 shell-argv-secret',
  '13 shell-mktemp-u',
]

const has = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

describe('real scripts', () => {
  // Skipped where there is no dpkg, or too few packages to say anything.
  it.skipIf(scripts.length < 100)('hold hardly anything to report', { timeout: 60_000 }, async () => {
    const places: string[] = []
    for (const path of scripts.slice(0, 300)) places.push(...(await found(path, readFileSync(path, 'utf8'))))
    expect(places.length, places.join('\n')).toBeLessThanOrEqual(2)
  })

  it('with the nine ways to spill a secret are found out, each at its line', async () => {
    const places = await found('x.sh', nine)
    expect(lines.filter((line) => !places.includes(`x.sh:${line}`))).toEqual([])
  })

  // Skipped without shellcheck: it says nothing of any of the nine.
  it.skipIf(!has('shellcheck'))('pass shellcheck with all nine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaktight-'))
    try {
      writeFileSync(join(folder, 'x.sh'), nine)
      const { stdout } = spawnSync('shellcheck', ['-o', 'all', '-f', 'json', join(folder, 'x.sh')], {
        encoding: 'utf8',
      })
      const codes = [...stdout.matchAll(/"code":(\d+)/g)].map(([, code]) => Number(code))
      // Undefined and unused variables, braces, masked exit codes: nothing about a secret.
      expect(codes.filter((code) => ![2034, 2154, 2155, 2250, 2312].includes(code))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    ['bash', true],
    ['dash', false],
    ['zsh', false],
  ])('in %s run a handler for EXIT on a signal: %s', (shell, runs) => {
    if (spawnSync(shell, ['-c', ':']).error !== undefined) return
    const { stdout } = spawnSync(shell, ['-c', 'trap "echo ran" EXIT; kill -TERM $$; sleep 1'], { encoding: 'utf8' })
    expect(stdout.includes('ran')).toBe(runs)
  })

  it('print what they expand while make runs them without @', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaktight-'))
    try {
      writeFileSync(join(folder, 'Makefile'), 'a:\n\t: $(API_TOKEN)\nb:\n\t@: $(API_TOKEN)\n')
      if (spawnSync('make', ['--version']).error !== undefined) return
      const run = (goal: string): string =>
        execFileSync('make', ['-s', '--no-silent', '-C', folder, goal, 'API_TOKEN=shown'], { encoding: 'utf8' })
      expect(run('a')).toContain('shown')
      expect(run('b')).not.toContain('shown')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
