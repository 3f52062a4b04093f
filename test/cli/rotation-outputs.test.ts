import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/reporters/display-width.ts'
import { enc, ivOf, sopsYaml } from '../checks/rotation/encrypted-text.ts'
import { readCsv } from '../reporters/read-csv.ts'
import { builtCli, newRepository, run, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const day = 86_400_000
const start = Math.floor(Date.now() / 1000) * 1000
const daysAgo = (days: number): string => new Date(start - days * day).toISOString().replace(/\.\d+/, '')
const dayOf = (days: number): string => new Date(start + days * day).toISOString().slice(0, 10)

let repository: TestRepository
beforeAll(() => {
  repository = newRepository()
  repository.stage('secrets/old.yaml', sopsYaml(['region: a', `password: ${enc('old')}`], daysAgo(100)))
  repository.stage('secrets/soon.yaml', sopsYaml([`api_token: ${enc('soon')}`], daysAgo(80.5)))
  repository.stage('secrets/young.yaml', sopsYaml([`password: ${enc('young')}`], daysAgo(1)))
  repository.commit('first')
})
afterAll(() => repository.remove())

const rotation = (...args: string[]) => repository.command(['rotation', ...args])
const built = (...args: string[]) => repository.leaktight(['rotation', ...args])
const young = 'secrets/young.yaml'
const soon = 'secrets/soon.yaml'
const old = 'secrets/old.yaml'
const formats = ['text', 'json', 'html', 'ics', 'csv', 'junit', 'sarif']

describe('the exit code', () => {
  it.each([
    [[], 1],
    [[soon, young], 0],
    [['--fail-on', 'overdue', soon], 0],
    [['--fail-on', 'due-soon', soon], 1],
    [['--fail-on', 'due-soon', old], 1],
    [['--fail-on', 'due-soon', young], 0],
    [['--fail-on', 'unknown', young], 1],
    [['--watch-days', '9', soon], 0],
    [['--watch-days', '10', soon], 1],
    [['--watch-days', '0', soon, young], 0],
    [['--watch-days', '0', old], 1],
    [['--fail-on', 'high'], 2],
    [['--watch-days', '-1'], 2],
    [['--watch-days', 'soon'], 2],
    [['--format', 'github'], 2],
    [['--sort', 'age'], 2],
    [['no-such.yaml'], 2],
  ])('of %j is %i', async (args, code) => {
    expect((await rotation(...args)).code).toBe(code)
  })

  it.each([
    [['--fail-on', 'due-soon', soon], 1],
    [['--fail-on', 'due-soon', young], 0],
    [['--sort', 'age'], 2],
    [['--output', 'no/such/folder/report'], 2],
  ])('of the built command for %j is %i', async (args, code) => {
    expect((await built(...args)).code).toBe(code)
  })

  it.each(formats)('is the same in the format %s', async (format) => {
    expect((await built('--format', format)).code).toBe(1)
    expect((await rotation('--format', format, young)).code).toBe(0)
    expect((await rotation('--format', format, young, '--fail-on', 'unknown')).code).toBe(1)
  })
})

describe('the formats', () => {
  it('JSON keeps to the schema that ships, and says what fails', async () => {
    const path = resolve(import.meta.dirname, '../../dist/schema/rotation-report.schema.json')
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
    const report = JSON.parse((await rotation('--format', 'json', '--watch-days', '20')).stdout)
    validate(report)
    expect(validate.errors).toBeNull()
    expect(report).toMatchObject({ failOn: 'overdue', watchDays: 20, files: 3 })
    expect(report.credentials.map(({ path, line, fails }: never) => [path, line, fails])).toEqual([
      [old, 2, `overdue since ${dayOf(-10)} or earlier`],
      [soon, 1, `overdue after ${dayOf(9.5)}, in 9 days`],
      [young, 1, undefined],
    ])
  })

  it('a calendar has a day for each credential', async () => {
    const calendar = new ICAL.Component(ICAL.parse((await rotation('--format', 'ics')).stdout))
    const days = calendar.getAllSubcomponents('vevent').map((event) => String(event.getFirstPropertyValue('dtstart')))
    expect(days).toEqual([dayOf(-10), dayOf(9.5), dayOf(89)])
  })

  it('CSV has a record for each credential', async () => {
    const [head = [], ...records] = readCsv((await rotation('--format', 'csv')).stdout)
    expect(records.map((record) => record[head.indexOf('verdict')])).toEqual(['overdue', 'due-soon', 'unknown'])
  })

  it('SARIF points at the line', async () => {
    const [sarif] = JSON.parse((await rotation('--format', 'sarif', old)).stdout).runs
    expect(sarif.results[0].locations[0].physicalLocation.region.startLine).toBe(2)
    expect(sarif.tool.driver.version).toMatch(/^\d+\.\d+/)
  })

  it.each(formats)('%s holds no ciphertext, no path of the machine and no control characters', async (format) => {
    const { stdout } = await rotation('--format', format)
    expect(stdout).toContain('old.yaml')
    for (const secret of ['ENC[', ivOf('old'), ivOf('young'), repository.root, repository.home]) {
      expect(stdout).not.toContain(secret)
    }
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  })

  it.each(formats)('%s goes to --output as it goes to standard output', async (format) => {
    const file = join(repository.home, `report.${format}`)
    const { code, stdout } = await built('--format', format, '--output', file, old)
    expect([code, stdout]).toEqual([1, ''])
    const clockless = (text: string): string => text.replace(/\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d[:\d.Z]*/g, '')
    expect(clockless(readFileSync(file, 'utf8'))).toBe(clockless((await rotation('--format', format, old)).stdout))
  })
})

describe('the text', () => {
  const rich = { NO_COLOR: '', FORCE_COLOR: '1', LC_ALL: 'C.UTF-8' }
  const text = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> =>
    (await repository.leaktight(['rotation', ...args], { env })).stdout

  it('is ASCII in a pipe, whatever the locale', async () => {
    expect(await text({ NO_COLOR: '', LC_ALL: 'C.UTF-8' })).toMatch(/^[\x20-\x7e\n]+$/)
    expect(await text({ ...rich, NO_COLOR: '1' })).toMatch(/^[\x20-\x7e\n]+$/)
    expect(await text(rich, '--no-color')).toMatch(/^[\x20-\x7e\n]+$/)
    expect(await text({ ...rich, LC_ALL: 'C' })).toMatch(/^[\x1b\x20-\x7e\n]+$/)
  })

  it('has blocks and colours where both are shown, and neither in a file', async () => {
    expect(await text(rich)).toMatch(/\x1b\[31m *█+│█+▓…/)
    const file = join(repository.home, 'report.txt')
    await text(rich, '--output', file)
    expect(readFileSync(file, 'utf8')).toMatch(/^[\x20-\x7e\n]+$/)
  })

  it('says with --watch-days which and when', async () => {
    const stdout = await text({}, '--watch-days', '30')
    expect(stdout).toContain(`Overdue within 30 days:\n  ${dayOf(9.5)}, in 9 days: api_token in ${soon}\n`)
  })

  it('with --quiet is what fails, or nothing', async () => {
    const stdout = await text({}, '--quiet')
    expect(stdout).toContain(old)
    expect(stdout).not.toMatch(/soon\.yaml|young\.yaml/)
    expect(await text({}, '--quiet', young)).toBe('')
  })

  it('with --sort urgency begins with what is most urgent', async () => {
    repository.stage('a-young.yaml', sopsYaml([`password: ${enc('a')}`], daysAgo(1)))
    const order = async (...args: string[]) =>
      readCsv(await text({}, '--format', 'csv', ...args))
        .slice(1)
        .map((record) => record[1])
    expect(await order()).toEqual(['a-young.yaml', old, soon, young])
    expect((await order('--sort', 'urgency')).slice(0, 2)).toEqual([old, soon])
    repository.git('rm', '-qf', 'a-young.yaml')
  })

  const pty = ((): boolean => {
    try {
      return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
    } catch {
      return false
    }
  })()

  it.skipIf(!pty)('fits the terminal (skipped without script of util-linux)', async () => {
    for (const columns of [50, 72, 130]) {
      const command = `stty cols ${columns}; '${process.execPath}' '${builtCli}' rotation --watch-days 30`
      const { stdout } = await run('script', ['-qec', command, '/dev/null'], {
        cwd: repository.root,
        env: { ...repository.env, NO_COLOR: '', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' },
      })
      const lines = stdout.replace(/\x1b\[\d+m/g, '').split(/\r?\n/)
      expect(stdout).toContain('█')
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns)
      expect(Math.max(...lines.map(displayWidth))).toBeGreaterThan(columns / 2)
    }
  })
})

it('a key that is itself a credential is not named, in any format', async () => {
  const other = newRepository()
  const { id } = awsPair()
  const shell = `it's ${id}`
  other.stage('a.yaml', sopsYaml([`${id}_password: ${enc('a')}`, `"${shell}_token": ${enc('b')}`], daysAgo(100)))
  other.commit('first')
  for (const format of formats) {
    const { code, stdout } = await other.leaktight(['rotation', '--format', format])
    expect(code, format).toBe(1)
    expect(stdout, format).not.toContain(id)
    expect(stdout, format).toContain('****')
  }
  other.remove()
})

it('names of a hostile repository command neither terminal nor runner, in any format people read', async () => {
  const hostile = newRepository()
  const names = [
    '::error::pwned.yaml',
    '##vso[task.setvariable]x.yaml',
    '=cmd|x.yaml',
    'a\u001b[2J\u2028.yaml',
    ']]><x>.yaml',
  ]
  for (const name of names)
    hostile.write(name, sopsYaml([`"=pass\\eword": ${enc(name)}`, `password: ${enc(`${name}2`)}`]))
  hostile.git('add', '--all')
  hostile.commit('first')
  for (const format of ['text', 'html', 'ics', 'csv', 'junit']) {
    const { code, stdout } = await hostile.leaktight(['rotation', '--format', format])
    expect(code).toBe(1)
    expect(stdout).not.toMatch(/^\s*::|##\w*\[/m)
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/)
    expect(stdout).toContain('pwned')
  }
  hostile.remove()
})
