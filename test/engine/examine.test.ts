import { describe, expect, it } from 'vitest'
import { type ExamineOptions, examine } from '../../src/engine/examine.ts'
import type { Examination } from '../../src/model/finding.ts'
import type { Context, Rule } from '../../src/model/rule.ts'
import { Secret } from '../../src/model/secret.ts'
import type { Source, Unit } from '../../src/model/unit.ts'

const context: Context = { now: () => new Date(0), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }
const options: ExamineOptions = { limits: { holdBytes: 1 << 20 }, ciphertext: () => [] }

const unitOf = (content: string | Uint8Array, base?: string): Unit => {
  const bytes = Buffer.from(content)
  return {
    path: 'a.txt',
    origin: { from: 'index' },
    size: bytes.length,
    bytes: () => bytes,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += 65_537) yield bytes.subarray(at, at + 65_537)
    },
    ...(base === undefined ? {} : { base: async () => Buffer.from(base) }),
  }
}

const sourceOf = (...units: Unit[]): Source => ({
  name: 'test',
  offers: new Set(['content', 'path', 'base']),
  passed: new Map(),
  failures: [],
  async *units() {
    yield* units
  },
})

/** A rule for `key=` and eight letters; the hit's span is the letters. */
const keyRule = (id = 'key-rule', more: Partial<Rule> = {}): Rule => ({
  meta: { id, summary: 's', severity: 'high', why: 'w', remedy: 'r', references: [] },
  needs: ['content'],
  keywords: ['key='],
  *check(document) {
    for (const offset of document.offsetsOf({ id, keywords: ['key='] })) {
      const start = offset + 4
      const value = /^[a-z]{8}/.exec(document.slice(start, start + 8))?.[0]
      if (value === undefined) continue
      yield { span: { start, end: start + 8 }, extent: { start: offset, end: start + 8 }, secret: new Secret(value) }
    }
  },
  ...more,
})

const look = (content: string, base?: string, rules: readonly Rule[] = [keyRule()]): Promise<Examination> =>
  examine(sourceOf(unitOf(content, base)), rules, context, options)

// Assembled, so that this file holds no allow of its own.
const allow = (rest: string): string => `# ${'leaktight'}:allow ${rest}`

describe('positions', () => {
  it('count lines from 1 and columns in UTF-16 units, end exclusive', async () => {
    const { findings } = await look('ä😀\r\nä😀 key=abcdefgh!\n')
    expect(findings[0]?.region).toEqual({ startLine: 2, startColumn: 9, endLine: 2, endColumn: 17 })
  })

  it('are the same for a content in pieces, wherever the pieces meet', async () => {
    const filler = `${'x'.repeat(99)}ä\n`.repeat(90_000)
    const around = [8_388_600, 8_388_608, 8_300_000, 8_257_536, 8_257_400]
    let content = filler
    for (const at of around) content = `${content.slice(0, at)} key=abcdefgh ${content.slice(at + 14)}`
    const whole = await examine(sourceOf(unitOf(content)), [keyRule()], context, {
      ...options,
      limits: { holdBytes: 1 << 30 },
    })
    const inPieces = await look(content)
    expect(whole.findings.length).toBeGreaterThanOrEqual(4)
    expect(inPieces.findings).toEqual(whole.findings)
  })
})

describe('what a change brought', () => {
  it('is open on an added line and pre-existing elsewhere', async () => {
    const { findings } = await look('key=aaaaaaaa\nnew\nkey=bbbbbbbb\n', 'key=aaaaaaaa\n')
    expect(findings.map(({ status }) => status)).toEqual(['preexisting', 'open'])
  })

  it('is open when only the label of an old value is new', async () => {
    const rule = keyRule('key-rule', {
      *check(document) {
        const start = document.slice(0, document.bytes.length).indexOf('abcdefgh')
        yield { span: { start, end: start + 8 }, extent: { start: 0, end: start + 8 }, secret: new Secret('abcdefgh') }
      },
    })
    expect((await look('key=\n  abcdefgh\n', 'note:\n  abcdefgh\n', [rule])).findings[0]?.status).toBe('open')
    expect((await look('key=\n  abcdefgh\n', 'key=\n  abcdefgh\n', [rule])).findings[0]?.status).toBe('preexisting')
  })
})

describe('an inline allow', () => {
  const allowed = async (content: string): Promise<(string | undefined)[]> =>
    (await look(content)).findings.map(({ inlineAllow }) => inlineAllow?.reason)

  it('at the end of a line speaks of that line and not of the next', async () => {
    expect(await allowed(`key=aaaaaaaa ${allow('key-rule -- one')}\nkey=bbbbbbbb\n`)).toEqual(['one', undefined])
  })

  it('alone on a line speaks of the next', async () => {
    expect(await allowed(`${allow('key-rule -- one')}\nkey=bbbbbbbb\n`)).toEqual(['one'])
    expect(await allowed(`  // ${allow('key-rule -- one').slice(2)}\nkey=bbbbbbbb\n`)).toEqual(['one'])
  })

  it('with a reason comes before one without', async () => {
    expect(await allowed(`${allow('key-rule')}\nkey=bbbbbbbb ${allow('key-rule -- two')}\n`)).toEqual(['two'])
  })
})

describe('rules that meet on the same bytes', () => {
  it('a generic one yields to a specific one', async () => {
    const { findings } = await look('key=aaaaaaaa\n', undefined, [
      keyRule('generic-rule', { generic: true }),
      keyRule(),
    ])
    expect(findings.map(({ rule }) => rule)).toEqual(['key-rule'])
  })

  it('two halves that stand together are critical, further apart they are not', async () => {
    const halves = [keyRule('one', { pairsWith: ['two'] }), keyRule('two', { pairsWith: ['one'], keywords: ['key='] })]
    const near = await look('key=aaaaaaaa\n', undefined, halves)
    expect(near.findings.map(({ severity }) => severity)).toEqual(['critical', 'critical'])
    const single = await look('key=aaaaaaaa\n', undefined, [halves[0] ?? keyRule()])
    expect(single.findings.map(({ severity }) => severity)).toEqual(['high'])
  })

  it('a pattern inside ciphertext is nothing', async () => {
    const spans: ExamineOptions = { ...options, ciphertext: () => [[0, 40]] }
    const { findings } = await examine(sourceOf(unitOf('ENC[ key=aaaaaaaa ]\n')), [keyRule()], context, spans)
    expect(findings).toEqual([])
  })
})

describe('what could not be examined', () => {
  it('a rule that fails is an error of that file, and the other rules still run', async () => {
    const failing = keyRule('failing', {
      check: () => {
        throw new Error('broken')
      },
    })
    const { errors, findings } = await look('key=aaaaaaaa\n', undefined, [failing, keyRule()])
    expect(errors).toEqual([{ path: 'a.txt', reason: 'failing: broken' }])
    expect(findings).toHaveLength(1)
  })

  it('says once why several rules fail at one document', async () => {
    const broken = () => {
      throw new Error('broken')
    }
    const failing = ['a', 'b', 'c', 'd'].map((id) => keyRule(id, { check: broken }))
    const { errors } = await look('key=aaaaaaaa\n', undefined, failing)
    expect(errors).toEqual([{ path: 'a.txt', reason: 'a, b and 2 other rules: broken' }])
  })

  it('a rule whose need is not offered is told, and so is one that needs a whole that is too large', async () => {
    const rules = [keyRule('needs-history', { needs: ['history'] }), keyRule('whole', { wholeOnly: true }), keyRule()]
    const { notRun, tooLarge, findings } = await look(`${'x'.repeat(1 << 20)} key=aaaaaaaa\n`, undefined, rules)
    expect(notRun).toEqual([{ rule: 'needs-history', reason: 'needs history, which test does not offer' }])
    expect(tooLarge.map(({ rule }) => rule)).toEqual(['whole'])
    expect(findings.map(({ rule }) => rule)).toEqual(['key-rule'])
  })
})

describe('a document full of hits', () => {
  const lines = (count: number): string => 'key=aaaaaaaa\n'.repeat(count)

  it('lists a thousand of a rule and counts the rest in one more', async () => {
    const { findings } = await look(lines(1500))
    expect(findings).toHaveLength(1001)
    expect(findings.at(-1)?.message).toBe('s (and 499 more in this file, which are not listed)')
    expect((await look(lines(1000))).findings).toHaveLength(1000)
  })

  it('is open when only one that is not listed is new', async () => {
    const { findings } = await look(`${lines(1500)}key=bbbbbbbb\n`, lines(1500))
    expect(findings.map(({ status }) => status).lastIndexOf('open')).toBe(1000)
    expect(findings.filter(({ status }) => status === 'open')).toHaveLength(1)
  })
})

describe('the frame', () => {
  const frame = async (content: string): Promise<string | undefined> => (await look(content)).findings[0]?.frame

  it.each([
    ['key=abcdefgh', 'key=****'],
    ['  key=abcdefgh # note', '  key=**** …'],
    ['{"password":"hunter2","key=abcdefgh"}', '… "key=**** …'],
    ['mysql -psw0rdfish key=abcdefgh', '… key=****'],
    ['a: correct-horse, key=abcdefgh', '… key=****'],
    ['export key=abcdefgh', 'export key=****'],
    ['swordfish key=abcdefgh', '… key=****'],
    ['- key=abcdefgh', '- key=****'],
  ])('shows the label and nothing else that stands before: %j', async (line, shown) => {
    expect(await frame(line)).toBe(shown)
  })
})

describe('text with NULs', () => {
  it('UTF-16 that was appended to ASCII is read', async () => {
    const mixed = Buffer.concat([Buffer.from('a=1\nb=2\n'), Buffer.from('key=abcdefgh\r\n', 'utf16le')])
    const { findings, binary } = await examine(sourceOf(unitOf(mixed)), [keyRule()], context, options)
    expect(findings[0]?.region?.startLine).toBe(3)
    expect(binary).toBe(0)
  })

  it('a binary file stays one', async () => {
    const content = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0])
    expect((await examine(sourceOf(unitOf(content)), [keyRule()], context, options)).binary).toBe(1)
  })
})

describe('a rule that can tell from the bytes that it has nothing to say', () => {
  const glancing = (seen: string[]): Rule => {
    const { keywords: _, ...rule } = keyRule('glancing')
    return {
      ...rule,
      mayHit: (bytes, path) => {
        seen.push(path)
        return Buffer.from(bytes).includes('key=')
      },
      *check({ bytes }) {
        seen.push(`checked ${bytes.length}`)
        yield {}
      },
    }
  }

  it('is asked with what UTF-16 decodes to, and is not run where it says no', async () => {
    const seen: string[] = []
    const texts = ['nothing\n', 'key=abcdefgh\n'].map((text) => unitOf(Buffer.from(`\uFEFF${text}`, 'utf16le')))
    const { findings, units } = await examine(sourceOf(...texts), [glancing(seen)], context, options)
    expect([findings.length, units]).toEqual([1, 2])
    expect(seen).toEqual(['a.txt', 'a.txt', 'checked 13'])
  })

  it('is run where another finds something, whatever it says', async () => {
    const seen: string[] = []
    await examine(
      sourceOf(unitOf('token=abcdefgh')),
      [glancing(seen), keyRule('other', { keywords: ['token='] })],
      context,
      options,
    )
    expect(seen).toEqual(['checked 14'])
  })
})

describe('a batch', () => {
  const contents = ['quiet', 'key=', 'abcdefgh', 'key=abcdefgh', 'x key=abcdefgh', 'odd: 1']
  const batched = (asked: number[]): Source => {
    const buffer = Buffer.from(contents.map((content) => `${content}\n`).join(''))
    let end = 0
    const spans = contents.map(({ length }) => {
      end += length + 1
      return { start: end - length - 1, size: length }
    })
    const unit = (index: number): Unit => {
      asked.push(index)
      return { ...unitOf(contents[index] ?? ''), path: `${index}.txt` }
    }
    return {
      ...sourceOf(),
      async *batches() {
        yield { buffer, spans, path: (index) => `${index}.txt`, unit }
      },
    }
  }
  const odd = (more: Partial<Rule>): Rule => ({
    meta: { id: 'odd', summary: 's', severity: 'high', why: 'w', remedy: 'r', references: [] },
    needs: ['content'],
    *check(document) {
      const start = document.slice(0, document.bytes.length).indexOf('odd')
      if (start >= 0) yield { span: { start, end: start + 3 }, extent: { start, end: start + 3 } }
    },
    ...more,
  })
  const run = async (...rules: Rule[]) => {
    const asked: number[] = []
    const { findings, units, bytes } = await examine(batched(asked), rules, context, options)
    return { asked: [...new Set(asked)], found: findings.map(({ rule, path }) => [rule, path]), units, bytes }
  }
  const total = { units: 6, bytes: contents.join('').length }
  const keys = [
    ['key-rule', '3.txt'],
    ['key-rule', '4.txt'],
  ]

  it('makes units of those alone in which a keyword stands, and finds none across two', async () => {
    expect(await run(keyRule())).toEqual({ asked: [1, 3, 4], found: keys, ...total })
  })

  it('and of those that a rule without keywords may hit, where it can tell', async () => {
    const mayHit = (bytes: Uint8Array, path: string): boolean => path === '5.txt' || bytes.length === 5
    expect(await run(keyRule(), odd({ mayHit }))).toEqual({
      asked: [0, 1, 3, 4, 5],
      found: [...keys, ['odd', '5.txt']],
      ...total,
    })
  })

  it('makes all of them where such a rule cannot tell', async () => {
    const { asked, found } = await run(keyRule(), odd({}))
    expect(asked).toEqual([0, 1, 2, 3, 4, 5])
    expect(found).toEqual([...keys, ['odd', '5.txt']])
  })
})
