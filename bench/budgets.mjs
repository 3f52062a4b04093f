import { didTheWork, ratioOf } from './ratio.mjs'
import { emptyFolder } from './rows/leftovers.mjs'
import { gitLog } from './rows/rotation.mjs'
import { withoutSops } from './rows/staged-sops.mjs'

const byId = (rows) => new Map(rows.map((row) => [row.id, row]))

const named = (row, name) => row?.results.find((result) => result.name === name)

const ratioTo = (row, name, us = 'leaktight') => {
  const [ours, other] = [named(row, us), named(row, name)]
  return ours === undefined || other === undefined ? undefined : ratioOf(ours, other)
}

const times = (value) => `${value.toFixed(2)} ×`
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`

const atMost = (text, value, limit, print) =>
  value === undefined ? [] : [{ text, value: print(value), limit: `<= ${print(limit)}`, met: value <= limit }]

const atLeast = (text, value, limit, print) =>
  value === undefined ? [] : [{ text, value: print(value), limit: `>= ${print(limit)}`, met: value >= limit }]

const floor = (rows) => [
  ...atMost('staged, 20 files, to `node -e 0`', ratioTo(rows.get('staged-20'), 'node -e 0'), 1.6, times),
  ...atMost(
    'staged, 20 files, configuration and own rules, to `node -e 0`',
    ratioTo(rows.get('staged-own-rules'), 'node -e 0'),
    2,
    times,
  ),
  ...atMost(
    'staged, 1 of 200 encrypted files, to the same without SOPS',
    ratioTo(rows.get('staged-sops'), withoutSops),
    1.3,
    times,
  ),
  ...atMost(
    'rotation over 500 encrypted files and 20,000 commits, to `git log --raw` of these files',
    ratioTo(rows.get('rotation'), gitLog),
    2,
    times,
  ),
  ...atMost(
    'rotation, the same with every commit changing them',
    ratioTo(rows.get('rotation-every'), gitLog),
    2,
    times,
  ),
  ...atMost(
    'history, to `git cat-file --batch-all-objects --batch`',
    ratioTo(rows.get('history'), 'git cat-file --batch-all-objects --batch'),
    2,
    times,
  ),
]

const tree = (rows) => {
  const row = rows.get('tree-smaller')
  const [ours, start, lint] = ['leaktight', 'node -e 0', 'secretlint'].map((name) => named(row, name))
  if (ours === undefined || start === undefined) return []
  return [
    ...atMost('tree of 30 MB, beyond `node -e 0`', ours.ms - start.ms, 1000, (ms) => `${ms.toFixed(0)} ms`),
    ...atLeast(
      'tree of 30 MB, faster than secretlint',
      lint && ratioOf(lint, ours),
      30,
      (value) => `${lint.late && value !== 30 ? '> ' : ''}${times(value)}`,
    ),
  ]
}

/** What one core does beside starting node and reading the files, which `cat` does too. */
const throughput = (rows) => {
  const row = rows.get('tree')
  const [ours, start, cat] = ['leaktight --jobs 1', 'node -e 0', 'cat of all files'].map((name) => named(row, name))
  if (ours === undefined || start === undefined || cat === undefined) return []
  const perSecond = row.bytes / 1e6 / ((ours.cpuMs - start.cpuMs - cat.cpuMs) / 1000)
  return atLeast(
    'tree, MB a second of processor time on one thread, beyond `node -e 0` and `cat` of the same files',
    perSecond,
    300,
    (value) => `${value.toFixed(0)} MB/s`,
  )
}

/** What looking for leftovers takes beyond the same run with nothing to look at. */
const leftovers = (rows) =>
  [
    ['leftovers-2000', 10],
    ['leftovers-100000', 50],
    ['leftovers-deep', 5000],
  ].flatMap(([id, limit]) => {
    const row = rows.get(id)
    const [ours, empty] = [named(row, 'leaktight'), named(row, emptyFolder)]
    if (ours === undefined || empty === undefined) return []
    return atMost(`${row.title}, beyond an empty one`, ours.ms - empty.ms, limit, (ms) => `${ms.toFixed(1)} ms`)
  })

const memory = (rows) =>
  [...rows.values()].flatMap(({ id, title, results }) => {
    const ours = results.find(({ name }) => name === 'leaktight')
    const limit = id.startsWith('staged') ? 120e6 : 400e6
    return atMost(`peak memory of leaktight's process: ${title}`, ours?.own, limit, megabytes)
  })

const slowerEverywhere = ['gitleaks', 'betterleaks', 'trufflehog', 'detect-secrets', 'secretlint']
const slowerSometimes = ['kingfisher', 'ripsecrets']

const ahead = (rows) =>
  [...rows.values()].flatMap((row) => {
    const strict = row.id.startsWith('staged') || row.id.startsWith('history') ? slowerSometimes : []
    return [...slowerEverywhere, ...strict].flatMap((peer) => {
      const us = named(row, 'leaktight, its hook') === undefined ? 'leaktight' : 'leaktight, its hook'
      const ratio = ratioTo(row, peer, us)
      if (ratio === undefined || !didTheWork(named(row, peer))) return []
      const value = `${named(row, peer).late ? '> ' : ''}${(1 / ratio).toFixed(1)} × as fast`
      return [{ text: `ahead of ${peer}: ${row.title}`, value, limit: '> 1 ×', met: ratio < 1 }]
    })
  })

const kernel = (figures) =>
  figures.flatMap(({ row, what, value, unit, atLeast: least, atMost: most }) => [
    ...(least === undefined ? [] : atLeast(`${row}: ${what}`, value, least, (number) => `${number} ${unit}`)),
    ...(most === undefined ? [] : atMost(`${row}: ${what}`, value, most, (number) => `${number} ${unit}`)),
  ])

/** Every budget that the rows of this run can judge. */
export const judgeBudgets = (list, figures) => {
  const rows = byId(list)
  return [
    ...floor(rows),
    ...tree(rows),
    ...throughput(rows),
    ...leftovers(rows),
    ...kernel(figures),
    ...memory(rows),
    ...ahead(rows),
  ]
}
