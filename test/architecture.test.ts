import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

interface Import {
  readonly from: string
  readonly to: string
  readonly lazy: boolean
  readonly typeOnly: boolean
}

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s)?'([^']+)'|(?<!\w)import\('([^']+)'\)/g

const importsOf = (name: string): Import[] =>
  [...readFileSync(join(src, name), 'utf8').matchAll(statement)].map(([, type, from, lazily]) => {
    const target = from ?? lazily ?? ''
    const to = target.startsWith('.') ? relative(src, resolve(src, dirname(name), target)) : target
    return { from: name, to, lazy: lazily !== undefined, typeOnly: type !== undefined }
  })

const imports = sources.flatMap(importsOf)
const roomOf = (name: string): string => name.split('/')[0] ?? ''
const isOurs = ({ to }: Import): boolean => /\.(ts|json)$/.test(to)

/** The third column of the table in src/README.md. */
const table = new Map(
  [...readFileSync(join(src, 'README.md'), 'utf8').matchAll(/^\| `([\w.]+?)\/?` \|[^|]*\|([^|]*)\|/gm)].map(
    ([, room = '', may = '']) => [room, new Set([...may.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))] as const,
  ),
)

describe('the rooms', () => {
  it('are all in the table of src/README.md', () => {
    expect(new Set(sources.map(roomOf))).toEqual(new Set(table.keys()))
  })

  it('import what the table allows and nothing else', () => {
    const strays = imports.filter(isOurs).filter(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)]
      return room !== target && room !== 'build' && table.get(room)?.has(target) !== true
    })
    expect(strays.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('hold no import cycles', () => {
    const edges = new Map(
      sources.map((name) => [
        name,
        imports
          .filter((item) => item.from === name && isOurs(item) && !item.typeOnly && !item.lazy)
          .map((item) => item.to),
      ]),
    )
    const cycles: string[] = []
    const done = new Set<string>()
    const visit = (name: string, path: readonly string[]): void => {
      if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(' → '))
      if (done.has(name) || path.includes(name)) return
      for (const next of edges.get(name) ?? []) visit(next, [...path, name])
      done.add(name)
    }
    for (const name of sources) visit(name, [])
    expect(cycles).toEqual([])
  })

  it('keep everything heavy off the way of the hook', () => {
    const reached = new Set<string>()
    const packages = new Set<string>()
    const walk = (name: string): void => {
      if (reached.has(name)) return
      reached.add(name)
      for (const item of imports.filter((each) => each.from === name && !each.lazy && !each.typeOnly)) {
        if (isOurs(item)) walk(item.to)
        else packages.add(item.to)
      }
    }
    walk('commands/staged.ts')
    expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([])
  })

  it('leave the process to cli.ts', () => {
    const withoutComments = (name: string): string =>
      readFileSync(join(src, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const users = sources.filter(
      (name) => roomOf(name) !== 'build' && /(?<![\w.'`])(process|console)\.\w/.test(withoutComments(name)),
    )
    expect(users).toEqual(['cli.ts'])
  })
})
