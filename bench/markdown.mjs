import { limitSeconds } from './measure.mjs'
import { ratioOf } from './ratio.mjs'

const table = (head, rows) =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

const time = (ms, late) =>
  late ? `> ${limitSeconds} s` : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`

const memory = (bytes) => (bytes === undefined || bytes === 0 ? '' : `${(bytes / 1e6).toFixed(0)} MB`)

const ratio = (result, ours) =>
  ours === undefined ? '' : `${result.late ? '> ' : ''}${ratioOf(result, ours).toFixed(2)} ×`

const found = ({ found: what, late, floor }) => {
  if (floor) return ''
  if (late) return 'ended'
  if (what === undefined || what.failed !== undefined) return 'no report'
  return what.of === 0 ? '' : `${what.shapes.length} of ${what.of}`
}

const exit = ({ code, probeCode, floor }) =>
  floor ? '' : probeCode === undefined ? `${code}` : `${code} / ${probeCode}`

const rowTable = ({ results }) => {
  const ours = results.find(({ name }) => name === 'leaktight')
  const head = [
    '',
    'median',
    'best',
    'to ours',
    'processor',
    'peak, own',
    'peak, with children',
    'planted found',
    'reported',
    'exit',
    'rounds',
  ]
  const cells = results.map((result) => [
    result.floor ? `*${result.name}*` : result.name === 'leaktight' ? '**leaktight**' : result.name,
    time(result.ms, result.late),
    result.late ? '' : time(result.best),
    ratio(result, ours),
    result.cpuMs === undefined ? '' : `${(result.cpuMs / 1000).toFixed(2)} s`,
    result.floor ? '' : memory(result.own),
    result.floor ? '' : memory(result.together),
    found(result),
    result.found?.reported ?? '',
    exit(result),
    result.rounds,
  ])
  return table(head, cells)
}

const commands = ({ results }) =>
  results.flatMap(({ name, command }) => (command === undefined ? [] : [`${name.padEnd(15)} ${command}`])).join('\n')

const section = (row) =>
  [
    `### ${row.title}`,
    '',
    rowTable(row),
    '',
    ...(row.unable.length === 0 ? [] : [`Has no such mode: ${row.unable.join(', ')}.`, '']),
    '```',
    commands(row),
    '```',
  ].join('\n')

const shapeTable = (row, planted) => {
  const able = row.results.filter(({ found: what }) => what?.shapes !== undefined)
  const shapes = [...new Set(planted.map(({ shape }) => shape))]
  const count = (list, shape) => list.filter((one) => one === shape).length
  const all = planted.map(({ shape }) => shape)
  const cells = shapes.map((shape) => [
    shape,
    count(all, shape),
    ...able.map(({ found: what }) => count(what.shapes, shape)),
  ])
  return table(['shape', 'planted', ...able.map(({ name }) => name)], cells)
}

const budgetTable = (budgets) =>
  table(
    ['budget', 'limit', 'measured', ''],
    budgets.map(({ text, limit, value, met }) => [text, limit, value, met ? 'met' : '**missed**']),
  )

const figureTable = (figures) =>
  table(
    ['row', 'what', 'value'],
    figures.map(({ row, what, value, unit }) => [row, what, `${value} ${unit}`]),
  )

/** The whole run as one Markdown page. */
export const page = ({ machine, peers, rows, planted, figures, budgets }) => {
  const tree = rows.find(({ id }) => id === 'tree')
  const facts = Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`)
  const versions = peers.versions.map(({ name, version }) => `- ${name} ${version}`)
  const missing = peers.missing.map(({ name, reason }) => `- ${name}: not run. ${reason}`)
  return [
    '# What the bench measured',
    '',
    'Written by `npm run bench`; [README.md](README.md) says what is measured and how. In each table every line ran in turn with',
    'the others in the same run; "to ours" is the time divided by ours, so above 1 is slower than leaktight. Two exit codes are',
    'those of the timed repository and of its twin with planted secrets.',
    '',
    '## The machine',
    '',
    ...facts,
    '',
    '## The peers',
    '',
    ...versions,
    ...missing,
    '',
    '## Budgets',
    '',
    budgetTable(budgets),
    '',
    '## Rows',
    '',
    rows.map(section).join('\n\n'),
    ...(tree === undefined ? [] : ['', '### What was found in the tree, by shape', '', shapeTable(tree, planted)]),
    ...(figures.length === 0 ? [] : ['', '### The kernel', '', figureTable(figures)]),
    '',
  ].join('\n')
}
