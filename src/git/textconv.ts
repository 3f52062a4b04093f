import type { Textconv, TextconvDriver } from '../model/rule.ts'
import { type GitPlace, git } from './run.ts'

const key = /^diff\.(.+)\.(textconv|cachetextconv)$/s
const off = /^(?:false|no|off|0|)$/i

/** Parses `git config --null --show-scope --get-regexp`: `<scope> NUL <key> LF <value> NUL` …; the last value holds. */
export const parseTextconvDrivers = (output: string): TextconvDriver[] => {
  const drivers = new Map<string, TextconvDriver>()
  const records = output.split('\0')
  for (let index = 0; index + 1 < records.length; index += 2) {
    const [scope = '', setting = ''] = records.slice(index, index + 2)
    const line = setting.indexOf('\n')
    const [, name, variable] = key.exec(line === -1 ? setting : setting.slice(0, line)) ?? []
    if (name === undefined) continue
    // Without `=` a setting is on.
    const value = line === -1 ? 'true' : setting.slice(line + 1)
    const { cachedBy, ...driver } = drivers.get(name) ?? { name }
    if (variable === 'cachetextconv') drivers.set(name, off.test(value) ? driver : { ...driver, cachedBy: scope })
    else drivers.set(name, { ...driver, command: value, ...(cachedBy === undefined ? {} : { cachedBy }) })
  }
  return [...drivers.values()]
}

const notes = 'refs/notes/textconv/'

/** Parses `git for-each-ref --format=%(refname) refs/notes/textconv/`. */
export const parseKeptTexts = (output: string): string[] =>
  output.split('\n').flatMap((ref) => (ref.startsWith(notes) ? [ref.slice(notes.length)] : []))

/** The drivers of a repository, whoever configured them, and the texts it keeps. */
export const textconvOf = async (place: GitPlace): Promise<Textconv> => {
  const settings = ['config', '--null', '--show-scope', '--get-regexp', '^diff\\..*\\.(textconv|cachetextconv)$']
  const [drivers, kept] = await Promise.all([
    git(place, settings, '', [0, 1]), // 1: there are none
    git(place, ['for-each-ref', '--format=%(refname)', notes]),
  ])
  return { drivers: parseTextconvDrivers(drivers.toString('utf8')), kept: parseKeptTexts(kept.toString('utf8')) }
}
