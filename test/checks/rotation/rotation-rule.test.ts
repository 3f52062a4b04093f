import { describe, expect, test } from 'vitest'
import { rotationRule } from '../../../src/checks/rotation/index.ts'
import type { Context, Document, Hit } from '../../../src/model/rule.ts'
import type { Origin } from '../../../src/model/unit.ts'
import { enc, ivOf, sopsYaml } from './encrypted-text.ts'

const now = new Date('2026-11-22T12:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

const documentOf = (text: string, from: Origin['from'] = 'worktree', path = 'secrets/aws.yaml'): Document => {
  const bytes = Buffer.from(text)
  return {
    unit: { path, origin: { from }, size: bytes.length, bytes: () => bytes, chunks: async function* () {} },
    path,
    bytes,
    binary: false,
    whole: true,
    first: true,
    text,
    slice: (start, end) => bytes.toString('latin1', start, end),
    spanOfText: (start, end) => ({ start, end }),
    offsetsOf: () => [],
  }
}

const contextOf = (dates: Readonly<Record<string, Date>>, current = ''): Context => ({
  now: () => now,
  policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 },
  repository: { root: '/r', list: async () => [], read: async () => Buffer.from(current) },
  history: {
    firstAppearance: async (ivs) =>
      new Map(
        Object.entries(dates).flatMap(([seed, date]) =>
          ivs.has(ivOf(seed)) ? [[ivOf(seed), { commit: 'c', date }] as const] : [],
        ),
      ),
  },
})

const hits = async (document: Document, context: Context): Promise<Hit[]> => {
  const all: Hit[] = []
  for await (const hit of rotationRule.check(document, context)) all.push(hit)
  return all
}

const yesterday = ago(1).toISOString().replace('.000', '')
const text = sopsYaml(
  [`aws_access_key_id: ${enc('id')}`, `aws_secret_access_key: ${enc('secret')}`, `aws_region: ${enc('region')}`],
  yesterday,
)

describe('rotation-overdue', () => {
  test('points at each overdue credential and at nothing else', async () => {
    const found = await hits(documentOf(text), contextOf({ id: ago(3), secret: ago(101), region: ago(500) }))
    expect(found).toHaveLength(1)
    const [hit] = found
    expect(text.slice(hit?.span?.start, hit?.span?.end)).toBe(enc('secret'))
    expect(hit?.note).toBe('aws_secret_access_key is at least 101 days old (git history); the policy is 90 days')
    expect(hit?.details).toEqual({ ageDays: '101', evidence: 'git-iv', since: ago(101).toISOString() })
    expect(hit?.secret).toBeUndefined()
  })

  test('a file that cannot be read in full is not called checked', async () => {
    const broken = text.replace('sops:', `region: ${'['.repeat(300)}${']'.repeat(300)}\nsops:`)
    const found: Hit[] = []
    const reading = (async () => {
      for await (const hit of rotationRule.check(documentOf(broken), contextOf({ secret: ago(101) }))) found.push(hit)
    })()
    await expect(reading).rejects.toThrow(/secrets\/aws\.yaml: cannot be read in full: nested deeper/)
    expect(found).toEqual([])
  })

  test('the remedy holds the command that stores the new value', async () => {
    const [hit] = await hits(documentOf(text), contextOf({ secret: ago(101) }))
    expect(hit?.remedy).toContain(`sops set --value-stdin secrets/aws.yaml '["aws_secret_access_key"]'`)
    expect(hit?.remedy).toMatch(
      /^Run: leaktight rotate secrets\/aws\.yaml\..*create-access-key.*Inactive.*delete-access-key/,
    )
  })

  test('a quote in a name does not leave its shell word', async () => {
    const odd = sopsYaml([`"it's a token": ${enc('t')}`], yesterday)
    const [hit] = await hits(documentOf(odd, 'worktree', "a'b.yaml"), contextOf({ t: ago(101) }))
    expect(hit?.remedy).toContain(`sops set --value-stdin 'a'\\''b.yaml' '["it'\\''s a token"]'`)
  })

  test('a member of a list is changed in the editor, since its key path names the whole list', async () => {
    const list = sopsYaml(['tokens:', `    - ${enc('a')}`, `    - ${enc('b')}`], yesterday)
    const found = await hits(documentOf(list), contextOf({ b: ago(101) }))
    expect(found).toHaveLength(1)
    expect(found[0]?.remedy).toContain(`sops edit secrets/aws.yaml`)
  })

  test('just over the policy is told as such', async () => {
    const justOver = new Date(ago(90).getTime() - 1)
    const [hit] = await hits(documentOf(text), contextOf({ secret: justOver }))
    expect(hit?.note).toContain('is more than 90 days old')
  })

  test('a file nobody touched for 91 days is overdue without history', async () => {
    const old = sopsYaml([`password: ${enc('p')}`], ago(91).toISOString().replace('.000', ''))
    const [hit] = await hits(documentOf(old), contextOf({}))
    expect(hit?.note).toContain('at least 91 days old (SOPS lastmodified)')
  })

  test('young or undated credentials are no finding', async () => {
    expect(await hits(documentOf(text), contextOf({ id: ago(3), secret: ago(89) }))).toEqual([])
    expect(await hits(documentOf(text), contextOf({}))).toEqual([])
  })

  test('an older version in a commit is no finding, the current one is', async () => {
    const dates = { secret: ago(101) }
    expect(await hits(documentOf(text, 'commit'), contextOf(dates, 'since changed'))).toEqual([])
    expect(await hits(documentOf(text, 'commit'), contextOf(dates, text))).toHaveLength(1)
    expect(await hits(documentOf(text, 'object'), contextOf(dates, text))).toEqual([])
  })

  test('a file without SOPS metadata is none of its business', async () => {
    expect(await hits(documentOf(`password: ${enc('p')}\n`), contextOf({ p: ago(500) }))).toEqual([])
  })

  test('needs history and a keyword of every encrypted file', () => {
    expect(rotationRule.needs).toEqual(['repository', 'history'])
    expect(rotationRule.keywords?.some((keyword) => text.toLowerCase().includes(keyword))).toBe(true)
  })
})
