import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { rotationIcs } from '../../src/reporters/rotation-ics.ts'
import type { RotationReport } from '../../src/reporters/rotation-report.ts'
import {
  dueSoon,
  exempt,
  full,
  hostileReport,
  hostileText,
  maybe,
  now,
  ok,
  overdue,
  reportOf,
  unknown,
} from './rotation-sample.ts'

ICAL.design.strict = true

const calendarOf = (report: RotationReport) => new ICAL.Component(ICAL.parse(rotationIcs(report)))
const eventsOf = (report: RotationReport) => calendarOf(report).getAllSubcomponents('vevent')
const textOf = (component: InstanceType<typeof ICAL.Component>, name: string): string =>
  String(component.getFirstPropertyValue(name))

describe('an event', () => {
  test('lasts the day on which the credential is due', () => {
    const [event] = eventsOf(reportOf([dueSoon]))
    if (event === undefined) throw new Error('no event')
    expect(textOf(event, 'dtstart')).toBe('2026-12-02')
    expect(textOf(event, 'dtend')).toBe('2026-12-03')
    expect(event.getFirstProperty('dtstart')?.type).toBe('date')
    expect(textOf(event, 'dtstamp')).toBe('2026-11-22T12:00:00Z')
    expect(textOf(event, 'summary')).toBe('Rotate db.password (secrets/aws.yaml)')
    expect(textOf(event, 'description')).toContain('Age: 80 days (IAM).\nDue: 2026-12-02.')
  })

  test('warns when the policy does, by the policy of its own row', () => {
    const triggers = eventsOf(reportOf([dueSoon, { ...ok, policy: { maxAgeDays: 90, warnDays: 30 } }])).map((event) =>
      textOf(event.getFirstSubcomponent('valarm') ?? event, 'trigger'),
    )
    expect(triggers).toEqual(['-P14D', '-P30D'])
  })

  test('of what is overdue stands on the day it was due, without an alarm', () => {
    const [event] = eventsOf(reportOf([overdue]))
    if (event === undefined) throw new Error('no event')
    expect(textOf(event, 'dtstart')).toBe('2026-11-12')
    expect(textOf(event, 'summary')).toBe('Overdue: rotate aws.secret (secrets/aws.yaml)')
    expect(event.getFirstSubcomponent('valarm')).toBeNull()
  })
})

test('what never ends is due on the last day that a calendar has', () => {
  const end = new Date('9999-12-31T23:59:59Z')
  const [event] = eventsOf(reportOf([{ ...ok, due: end, expires: end, unlimited: true }]))
  if (event === undefined) throw new Error('no event')
  expect(textOf(event, 'dtstart')).toBe('9999-12-31')
  expect(event.getFirstProperty('dtend')).toBeNull()
  expect(rotationIcs(reportOf([{ ...ok, due: end, expires: end, unlimited: true }]))).not.toContain('010000')
})

test('what nothing dates is a task without a day, what is due at the latest an event, what is exempt nothing', () => {
  const calendar = calendarOf(reportOf([unknown, maybe, exempt, { ...maybe, name: 'most', bound: 'at-most' }]))
  const titles = (kind: string): string[] => calendar.getAllSubcomponents(kind).map((each) => textOf(each, 'summary'))
  expect(titles('vtodo')).toEqual([
    'Find out how old token (z/other.yaml) is',
    'Find out how old most (z/other.yaml) is',
  ])
  expect(titles('vevent')).toEqual(['Rotate young (z/other.yaml)'])
  expect(calendar.getAllSubcomponents('vtodo')[0]?.getFirstProperty('due')).toBeNull()
})

test('a calendar without credentials holds the one component that it must', () => {
  const calendar = calendarOf(reportOf([exempt]))
  expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vjournal'])
})

describe('the UID', () => {
  const uidsOf = (report: RotationReport): string[] => eventsOf(report).map((event) => textOf(event, 'uid'))

  test('stays when the value is rotated, the line moves or another credential comes before', () => {
    const [before] = uidsOf(reportOf([dueSoon]))
    const rotated = { ...ok, name: dueSoon.name, keyPath: dueSoon.keyPath, line: 99 }
    expect(uidsOf(reportOf([ok, rotated], { now: new Date('2027-01-01') }))[1]).toBe(before)
  })

  test('differs by place, also between members of a list', () => {
    const rows = [dueSoon, dueSoon, { ...dueSoon, path: 'b.yaml' }, { ...dueSoon, keyPath: ['x'] }]
    expect(new Set(uidsOf(reportOf(rows))).size).toBe(4)
  })

  test('tells nothing of the place', () => {
    expect(uidsOf(reportOf([dueSoon]))[0]).toMatch(/^[0-9a-f]{32}@leaktight$/)
  })
})

describe('the content lines', () => {
  const lines = (report: RotationReport): string[] => rotationIcs(report).split('\r\n')

  test('end in CRLF, hold 75 octets at most and cut no character', () => {
    const wide = reportOf([
      { ...dueSoon, name: '漢字😀é'.repeat(40), note: '漢'.repeat(200) },
      ...hostileReport.credentials,
    ])
    const text = rotationIcs(wide)
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    for (const line of lines(wide)) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/\p{Surrogate}/u)
    }
    expect(text.replaceAll('\r\n ', '')).toContain('漢字😀é'.repeat(40))
  })

  test('hostile text neither ends a line nor a property, and reads back', () => {
    const calendar = calendarOf(hostileReport)
    expect(calendar.getAllSubcomponents()).toHaveLength(2)
    const summary = textOf(calendar.getAllSubcomponents('vevent')[0] ?? calendar, 'summary')
    expect(summary).toContain('<script>alert(1)</script>]]>&amp;')
    expect(summary).toContain('"\';,\\')
    expect(summary).not.toContain(hostileText)
    expect(rotationIcs(hostileReport)).not.toMatch(/##\w*\[|[\u0000-\u0009\u2028\u202e]/)
  })

  test('a backslash in a name is one, whatever follows it', () => {
    const [event] = eventsOf(reportOf([{ ...dueSoon, name: String.raw`a\nb\,c\\d;e` }]))
    expect(event && textOf(event, 'summary')).toContain(String.raw`a\nb\,c\\d;e`)
  })

  test('every component has what RFC 5545 requires of it', () => {
    const calendar = calendarOf(full)
    expect([textOf(calendar, 'version'), textOf(calendar, 'prodid')]).toEqual(['2.0', '-//leaktight//rotation//EN'])
    for (const component of calendar.getAllSubcomponents()) {
      for (const name of ['uid', 'dtstamp', 'summary']) expect(component.getAllProperties(name)).toHaveLength(1)
      for (const alarm of component.getAllSubcomponents('valarm')) {
        for (const name of ['action', 'trigger', 'description']) expect(alarm.getAllProperties(name)).toHaveLength(1)
      }
    }
  })
})

test('a day is that of UTC', () => {
  const late = { ...ok, due: new Date('2026-12-31T23:59:59.999Z') }
  expect(eventsOf(reportOf([late], { now })).map((event) => textOf(event, 'dtstart'))).toEqual(['2026-12-31'])
})
