import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { rotationHtml } from '../../src/reporters/rotation-html.ts'
import { full, hostileReport, reportOf } from './rotation-sample.ts'

const page = rotationHtml(full)

test('the page needs nothing from elsewhere and runs nothing', () => {
  for (const text of [page, rotationHtml(hostileReport)]) {
    expect(text).not.toMatch(
      /<(?:script|link|img|iframe|object|embed|base|form)\b|\s(?:on\w+|style|src|href)=|@import|url\(/i,
    )
    expect(text.match(/<style>/g)).toHaveLength(1)
  }
})

test('its policy allows its own style sheet and nothing else', () => {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
  const digest = createHash('sha256').update(style).digest('base64')
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`,
  )
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'))
})

describe('hostile text', () => {
  const text = rotationHtml(hostileReport)

  test('is shown and neither markup nor invisible', () => {
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&amp;amp;')
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e\ufffe]/)
  })

  test('commands no runner where the page is printed to a log', () => {
    expect(text).not.toMatch(/^\s*::|##\w*\[/m)
  })
})

test('without credentials it says so', () => {
  expect(rotationHtml(reportOf([]))).toContain('No credentials were found.')
})
