import { createHash } from 'node:crypto'
import { markup } from './markup.ts'
import { dayOf, dueOf } from './rotation-due.ts'
import { failureOf, inDays, watchList } from './rotation-gate.ts'
import { svgBar } from './rotation-html-bar.ts'
import { styleSheet } from './rotation-html-style.ts'
import { byFile } from './rotation-order.ts'
import type { RotationReport, RotationRow } from './rotation-report.ts'
import { ageWords, counted, dueWords, exemptWords, keyWords, verdictNames } from './rotation-words.ts'

const signs = { overdue: '✖', 'due-soon': '▲', unknown: '?', ok: '✔', exempt: '–' } as const
const bounds = { exact: '', 'at-least': 'at least since', 'at-most': 'at most since' } as const

type State = keyof typeof signs

const stateOf = ({ verdict, exempt }: RotationRow): State => (exempt === undefined ? verdict : 'exempt')

const stateName = (state: State): string => (state === 'exempt' ? 'exempt' : verdictNames[state])

const policyText = () =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'; base-uri 'none'; form-action 'none'`

const dated = (date: Date, text: string): string => `<time datetime="${date.toISOString()}">${markup(text)}</time>`

const statements = ({ statements: all = [] }: RotationRow): string => {
  if (all.length === 0) return ''
  const items = all.map(({ evidenceName, bound, date, note }) => {
    const said = [evidenceName, bounds[bound]].filter((part) => part !== '').join(', ')
    return `<li>${markup(said)} ${dated(date, dayOf(date))}${note === undefined ? '' : `: ${markup(note)}`}</li>`
  })
  return `<div class="told">What dates it:<ul>${items.join('')}</ul></div>`
}

const told = (row: RotationRow): string => {
  const sentences = [
    ...keyWords(row),
    ...(row.exempt === undefined ? [] : [exemptWords(row)]),
    ...(row.note === undefined ? [] : [row.note]),
    ...(row.remedy === undefined || row.exempt !== undefined ? [] : [row.remedy]),
  ]
  return sentences.map((sentence) => `<div class="told">${markup(sentence)}</div>`).join('') + statements(row)
}

const verdictCell = (row: RotationRow, report: RotationReport): string => {
  const state = stateOf(row)
  const fails = failureOf(row, report) === undefined ? '' : '<div class="told">fails this run</div>'
  return `<td class="verdict ${state}"><span aria-hidden="true">${signs[state]} </span>${stateName(state)}${fails}</td>`
}

const rowOf = (row: RotationRow, report: RotationReport): string => {
  const due = dueOf(row, report)
  return [
    `<tr><th scope="row">${markup(row.name)}${told(row)}</th>`,
    `<td class="number">${row.line === undefined ? '–' : `line ${row.line}`}</td>`,
    `<td class="${stateOf(row)}"><span class="number">${markup(ageWords(row))}</span>${svgBar(row, report)}</td>`,
    `<td>${row.age === undefined ? '–' : markup(row.age.evidenceName)}</td>`,
    `<td class="day">${due === undefined ? 'unknown' : dated(due.date, dueWords(due))}</td>`,
    `${verdictCell(row, report)}</tr>`,
  ].join('')
}

const titles = ['Credential', 'Where', 'Age', 'Evidence', 'Due date', 'Verdict']

const table = (report: RotationReport): string => {
  if (report.credentials.length === 0) return '<p>No credentials were found.</p>'
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('')
  const bodies = [...byFile(report.credentials)].map(
    ([path, rows]) =>
      `<tbody><tr><th scope="rowgroup" colspan="${titles.length}">${markup(path)}</th></tr>\n${rows.map((row) => rowOf(row, report)).join('\n')}</tbody>`,
  )
  const caption =
    'By file. A bar shows the age against the line of the policy; one that ends in an arrow may be older, a pale one younger.'
  return `<div class="scroll" tabindex="0" role="region" aria-label="Credentials"><table><caption>${caption}</caption>\n<thead><tr>${head}</tr></thead>\n${bodies.join('\n')}</table></div>`
}

const tiles = ({ credentials }: RotationReport): string => {
  const states: readonly State[] = ['overdue', 'due-soon', 'unknown', 'ok', 'exempt']
  const counts = states.map((state) => [state, credentials.filter((row) => stateOf(row) === state).length] as const)
  const shownCounts = counts.filter(([state, count]) => state !== 'exempt' || count > 0)
  return `<ul class="counts">${shownCounts.map(([state, count]) => `<li class="${state}"><b>${count}</b>${stateName(state)}</li>`).join('')}</ul>`
}

const watch = (report: RotationReport): string => {
  if (report.watchDays === undefined) return ''
  const within = `within ${counted(report.watchDays, 'day')}`
  const items = watchList(report).map(
    ({ row, date }) =>
      `<li>${dated(date, dayOf(date))}, ${inDays(date, report.now)}: ${markup(row.name)} in ${markup(row.path)}</li>`,
  )
  if (items.length === 0) return `<h2>Due next</h2><p>Nothing more becomes overdue ${within}.</p>`
  return `<h2>Due next</h2><p>Overdue ${within}:</p><ul>${items.join('')}</ul>`
}

const summary = ({ credentials, files, policy }: RotationReport): string =>
  `${counted(credentials.length, 'credential')} in ${counted(files, 'encrypted file')}. The policy is ${counted(policy.maxAgeDays, 'day')}, with a warning ${counted(policy.warnDays, 'day')} ahead.`

/** The report as one HTML page that needs nothing else: no script, no font, no network. */
export const rotationHtml = (report: RotationReport): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyText()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Credential rotation</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<h1>Credential rotation</h1>
<p class="soft">${summary(report)} As of ${dated(report.now, `${report.now.toISOString().slice(0, 16).replace('T', ' ')} UTC`)}.</p>
${tiles(report)}
${watch(report)}
<h2>Credentials</h2>
${table(report)}
</main>
</body>
</html>
`
