import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shamirFlaws } from '../../src/checks/sops-config/shamir-flaws.ts'
import { parseSopsConfig } from '../../src/sops/config-document.ts'
import { CreationRules } from '../../src/sops/creation-rules.ts'
import { readEncryptedFile } from '../../src/sops/encrypted-file.ts'
import { keyDrift } from '../../src/sops/key-drift.ts'
import { describeWithSops } from '../support/sops.ts'

/** Each is asked of the real program as often; more by hand with LEAKTIGHT_ORACLE_RUNS. */
const runs = Number(process.env.LEAKTIGHT_ORACLE_RUNS ?? 12)

const distinct = (lines: readonly string[]): string[] => [...new Set(lines)].sort()

/** Always the same numbers. */
let state = 20_261_122
const random = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return (state >>> 8) % below
}
const pick = <T>(items: readonly T[]): T => {
  const item = items[random(items.length)]
  if (item === undefined) throw new Error('nothing to pick')
  return item
}
const some = <T>(items: readonly T[], most: number): T[] => Array.from({ length: 1 + random(most) }, () => pick(items))

describeWithSops('what the real sops makes of a .sops.yaml', () => {
  let folder = ''
  const keys: string[] = []

  const run = (program: string, ...args: readonly string[]) => {
    const result = spawnSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
        PYTHONUSERBASE: process.env.PYTHONUSERBASE ?? join(homedir(), '.local'),
        SOPS_AGE_KEY_FILE: join(folder, 'keys.txt'),
        SOPS_DISABLE_VERSION_CHECK: '1',
      },
    })
    return { ok: result.status === 0, stdout: result.stdout }
  }

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }

  const encrypt = (config: string, path: string) => {
    write('.sops.yaml', config)
    write('plain.yaml', 'a: b\n')
    return run(
      'sops',
      'encrypt',
      ...['--input-type', 'yaml', '--output-type', 'yaml'],
      '--filename-override',
      path,
      'plain.yaml',
    )
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leaktight-oracle-'))
    let identities = ''
    for (let index = 0; index < 6; index++) {
      const secret = run('age-keygen').stdout
      identities += secret
      keys.push(/public key: (age1\w+)/.exec(secret)?.[1] ?? '')
    }
    write('keys.txt', identities)
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const names = ['secrets', 'prod', 'dev', 'a', 'README', '.env', 'Secret']
  const suffixes = ['.yaml', '.sops.yaml', '.json', '', '.env', '.YAML']
  const path = (): string => some(names, 3).join('/') + pick(suffixes)
  const expressions = [
    '^secrets/', 'prod', '\\.yaml$', '(?i)secret', '^[^/]+$', '^(dev|prod)/.*\\.sops\\.yaml$', '[[:upper:]]', '(?P<n>a)', '\\Aa',
    '^(?!x)', '.*', '', 'secrets?/.*', '\\Q.env\\E', '^/', 'a{2}', '(?-i)S', '5', '\\pL\\.', '(a)\\1', '^a$|^dev', '/',
  ] // biome-ignore format: one line each says no more
  const rule = (recipient: string): string => {
    const expression = pick(expressions)
    return `  - ${expression === '' ? '' : `path_regex: ${expression === '5' ? '5' : `'${expression}'`}\n    `}age: ${recipient}\n`
  }

  test('the same rule is chosen', { timeout: 600_000 }, async () => {
    for (let count = 0; count < runs; count++) {
      const config = `creation_rules:\n${keys
        .slice(0, 1 + random(5))
        .map(rule)
        .join('')}`
      const target = path()
      const { ok, stdout } = encrypt(config, target)
      const theirs = ok ? keys.find((key) => stdout.includes(key)) : undefined
      const rules = new CreationRules('.sops.yaml', (await parseSopsConfig('.sops.yaml', config)).creationRules)
      const matched = await rules.match(target).catch(() => undefined)
      expect(matched?.rule.groups[0]?.keys[0]?.identity, `${target}\n${config}`).toBe(theirs)
    }
  })

  const group = (depth = 0): string => {
    const ages = some(keys, 3).map((key) => (random(4) === 0 ? `"${key}, ${pick(keys)}"` : key))
    const merge = depth < 2 && random(4) === 0 ? `merge: [${group(depth + 1)}], ` : ''
    return `{${merge}age: [${ages.join(', ')}]}`
  }
  const recipients = (): string => {
    const groups = Array.from({ length: 1 + random(3) }, () => group())
    if (random(3) > 0) return `key_groups: [${groups.join(', ')}]${random(2) === 0 ? `\n    age: ${pick(keys)}` : ''}`
    const flat = some(keys, 4)
    return `age: ${random(2) === 0 ? `"${flat.join(',')}"` : `[${flat.join(', ')}]`}`
  }
  const configOf = (who: string): string => `creation_rules:\n  - path_regex: yaml$\n    ${who}\n`

  const groupsOf = async (config: string) =>
    (await parseSopsConfig('.sops.yaml', config)).creationRules[0]?.groups ?? []
  const groupsIn = async (text: string) => (await readEncryptedFile('a.yaml', text))?.metadata.groups ?? []

  test('a file is in step with the rule that it was encrypted by', { timeout: 600_000 }, async () => {
    for (let count = 0; count < runs; count++) {
      const config = configOf(recipients())
      const { ok, stdout } = encrypt(config, 'a.yaml')
      expect(ok, config).toBe(true)
      expect(keyDrift(await groupsIn(stdout), await groupsOf(config)), config).toEqual([])
      const sizes = (await groupsIn(stdout)).map((each) => new Set(each.keys.map(({ identity }) => identity)).size)
      expect((await groupsOf(config)).map((each) => each.keys.length)).toEqual(sizes)
    }
  })

  test('updatekeys changes what is said to have drifted, and nothing else', { timeout: 600_000 }, async () => {
    let drifted = 0
    for (let count = 0; count < runs; count++) {
      const before = encrypt(configOf(recipients()), 'a.yaml').stdout
      const config = random(4) === 0 ? readFileSync(join(folder, '.sops.yaml'), 'utf8') : configOf(recipients())
      write('.sops.yaml', config)
      write('a.yaml', before)
      const { ok, stdout } = run('sops', 'updatekeys', '--yes', 'a.yaml')
      expect(ok).toBe(true)
      const drifts = keyDrift(await groupsIn(before), await groupsOf(config))
      const ours = drifts.flatMap(({ added, removed }) => [
        ...added.map(({ identity }) => `+++ ${identity}`),
        ...removed.map(({ identity }) => `--- ${identity}`),
      ])
      // SOPS lists a recipient twice that a flat field names twice.
      expect(distinct(ours), config).toEqual(distinct(stdout.match(/^(?:\+\+\+|---) age1.*$/gm) ?? []))
      const after = readFileSync(join(folder, 'a.yaml'), 'utf8')
      expect(after === before, config).toBe(drifts.length === 0)
      expect(keyDrift(await groupsIn(after), await groupsOf(config))).toEqual([])
      if (drifts.length > 0) drifted++
    }
    expect(drifted).toBeGreaterThan(runs / 4)
  })

  test('thresholds and groups that are called wrong are those that sops refuses', { timeout: 600_000 }, async () => {
    for (let count = 0; count < runs; count++) {
      const groups = Array.from({ length: 1 + random(3) }, () => (random(6) === 0 ? '{}' : group()))
      const threshold = random(6) - 1
      const config = configOf(`key_groups: [${groups.join(', ')}]\n    shamir_threshold: ${threshold}`)
      const sizes = (await groupsOf(config)).map((each) => each.keys.length)
      const refused = [...shamirFlaws(threshold, sizes)].some(({ severity }) => severity === 'high')
      const names = sizes.length > 1 || sizes[0] !== 0
      if (names) expect(encrypt(config, 'a.yaml').ok, config).toBe(!refused)
    }
  })
})
