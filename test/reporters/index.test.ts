import { expect, test } from 'vitest'
import { formats, isFormat, loadReporter } from '../../src/reporters/index.ts'
import { full, rules } from './sample.ts'

test('every format has a reporter', async () => {
  expect(formats).toEqual(['text', 'json', 'sarif', 'github'])
  for (const format of formats) {
    if (!isFormat(format)) throw new Error(format)
    const reporter = await loadReporter(format)
    expect(reporter(full, rules, { color: false, all: false, quiet: false })).toContain('config/env.sh')
  }
})

test('a name that every object knows is no format', () => {
  expect(isFormat('toString')).toBe(false)
})
