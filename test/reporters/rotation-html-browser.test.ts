import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rotationHtml } from '../../src/reporters/rotation-html.ts'
import type { RotationReport } from '../../src/reporters/rotation-report.ts'
import { chromiumPath } from '../support/chromium.ts'
import { full, hostileReport, overdue, reportOf } from './rotation-sample.ts'

let browser: Browser
const executablePath = chromiumPath ?? ''

/** The report opened as a page; what it complained of, and asked the network for. */
const opened = async (report: RotationReport, options: BrowserContextOptions = {}) => {
  const page = await browser.newPage(options)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => complaints.push(`request: ${request.url()}`))
  await page.setContent(rotationHtml(report))
  return { page, complaints }
}

interface Contrast {
  readonly text: string
  readonly ratio: number
}

// What runs in the page is text: the types of a browser are not those of this program.
const contrastsInPage = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (channels(colour)[3] !== 0) return colour
    }
    return 'rgb(255, 255, 255)'
  }
  return [...document.querySelectorAll('main *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .filter((element) => element.namespaceURI === 'http://www.w3.org/1999/xhtml')
    .map((element) => {
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))]
      return { text: element.textContent, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }
    })
})()`

/** The contrast of every text with its ground, as WCAG 2.2 defines it. */
const contrasts = (page: Page): Promise<Contrast[]> => page.evaluate(contrastsInPage)

const ground = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor')

describe.skipIf(chromiumPath === undefined)('the page in a browser (skipped without Chromium on PATH)', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  }, 60_000)
  afterAll(() => browser?.close())

  test('hostile text runs nothing, asks for nothing and is read as text', async () => {
    const { page, complaints } = await opened(hostileReport)
    expect(complaints).toEqual([])
    expect(await page.locator('script').count()).toBe(0)
    const [name] = await page.locator('th[scope=row]').allInnerTexts()
    expect(name).toContain('<script>alert(1)</script>]]>&amp;')
    await page.close()
  })

  test('the style sheet is applied under the policy of the page, and a foreign one is not', async () => {
    const { page, complaints } = await opened(full)
    expect(await page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse")).toBe('collapse')
    await page.evaluate(
      "document.head.append(Object.assign(document.createElement('style'), { textContent: 'table { display: none }' }))",
    )
    expect(await page.locator('table').isVisible()).toBe(true)
    expect(complaints.join()).toContain('Content Security Policy')
    await page.close()
  })

  test('is a table to those who do not see it, and each bar says what it shows', async () => {
    const { page } = await opened(full)
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      'Credential',
      'Where',
      'Age',
      'Evidence',
      'Due date',
      'Verdict',
    ])
    const row = page.getByRole('row', { name: 'aws.secret' })
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([
      'line 3',
      'at least 100 days',
      'git history',
      'at the latest 2026-11-12',
      expect.stringMatching(/overdue\s+fails this run/),
    ])
    expect(await row.getByRole('img', { name: 'age at least 100 days of 90 allowed' }).count()).toBe(1)
    expect(await page.getByRole('rowheader', { name: 'secrets/aws.yaml' }).count()).toBe(1)
    await page.close()
  })

  test.each(['light', 'dark'] as const)('all text can be read in %s', async (colorScheme) => {
    const { page } = await opened({ ...full, watchDays: 30 }, { colorScheme })
    const all = await contrasts(page)
    expect(all.length).toBeGreaterThan(30)
    expect(all.filter(({ ratio }) => ratio < 4.5)).toEqual([])
    expect(await ground(page)).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)')
    await page.close()
  })

  test('a bar is as long as the age, and passes the line of the policy only when overdue', async () => {
    const { page } = await opened(full)
    const ends = await page
      .locator('tbody svg')
      .evaluateAll((all) =>
        all.map(
          (svg) =>
            Math.round(svg.querySelector('.bar')?.getBoundingClientRect().right ?? 0) >
            Math.round(svg.querySelector('.limit')?.getBoundingClientRect().right ?? 0),
        ),
      )
    expect(ends).toEqual([true, false, false, true, false, false])
    await page.close()
  })

  test('fits a telephone, and long names do not widen the page', async () => {
    const long = { ...overdue, name: 'n'.repeat(400), path: 'p/'.repeat(200) }
    const { page } = await opened(reportOf([long]), { viewport: { width: 360, height: 640 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.setViewportSize({ width: 900, height: 640 })
    expect(await page.locator('.scroll').evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0)
    await page.close()
  })

  test('prints dark on white, without anything cut off', async () => {
    const many = [...Array(60).keys()].map((at) => ({
      ...overdue,
      name: `credential-${at}`,
      note: 'a note. '.repeat(20),
    }))
    const { page } = await opened(reportOf(many), { colorScheme: 'dark', viewport: { width: 718, height: 1000 } })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await ground(page)).toBe('rgb(255, 255, 255)')
    const region = page.locator('.scroll')
    expect(await region.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0)
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2)
    await page.close()
  })
})
