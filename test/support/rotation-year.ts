import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { newSopsRepository, type SopsRepository } from './sops-repository.ts'

export const DAY = 86_400_000

/** What is true of one credential, whatever anybody can find out of it. */
export interface Truth {
  readonly name: string
  /** When the value that stands there was made. */
  readonly born: number
  /** The committer date of the first commit that holds it in its present encryption. */
  readonly committed: number
  /** That commit encrypted the whole file anew. */
  readonly hidden: boolean
  /** What stands beside it. */
  readonly claim?: number
}

/** A folder of encrypted files in a repository, and the truth about what is in them. */
export interface Year {
  readonly repository: SopsRepository
  readonly truths: ReadonlyMap<string, Truth>
  remove(): void
  /** What happens on a day of the year; answers what happened. */
  happen(day: number): void
  at(day: number): Date
}

/** A seeded generator (mulberry32): `draw(n)` answers a whole number from 0 to n - 1. */
const drawFrom = (seed: number) => {
  let state = seed >>> 0
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

interface Store {
  path: string
  readonly names: readonly string[]
  readonly map: string | undefined
}

const claimOf = (name: string): string => `${name.replace('_token', '')}_rotated_at_unencrypted`

type Plain = readonly (readonly [key: string, value: string])[]

const plaintexts: Readonly<Record<string, (plain: Plain, map: string) => string>> = {
  yaml: (plain, map) => `${map}:\n${plain.map(([key, value]) => `    ${key}: "${value}"\n`).join('')}`,
  json: (plain, map) => JSON.stringify({ [map]: Object.fromEntries(plain) }),
  env: (plain) => plain.map(([key, value]) => `${key}=${value}\n`).join(''),
  ini: (plain, map) => `[${map}]\n${plain.map(([key, value]) => `${key} = ${value}\n`).join('')}`,
}

/** The day on which each credential is first committed follows its file. */
const begin = (): Store[] => {
  const paths = ['aws.yaml', 'api.json', 'app.env', 'db.ini', 'ops.yaml']
  return paths.map((file, index) => ({
    path: `secrets/${file}`,
    names: [0, 1, 2, 3].map((number) => `c${index}${number}_token`),
    map: file.endsWith('.env') ? undefined : 'main',
  }))
}

/**
 * A year that ends today, so that what SOPS stamps on files lies behind all of it. Of the four credentials of a file the
 * first claims nothing, the second and third claim the truth, the fourth claims to be new whenever anything is done.
 */
export const newYear = (seed: number): Year => {
  const repository = newSopsRepository()
  const { git, sops, write } = repository
  const draw = drawFrom(seed)
  const start = Math.floor(Date.now() / 1000) * 1000 - 365 * DAY
  const at = (day: number): Date => new Date(start + day * DAY)
  const stores = begin()
  let truths = new Map<string, Truth>()

  const word = (): string => `word ${draw(2 ** 31)} ${draw(2 ** 31)}`
  const store = (index: number): Store => stores[index] ?? stores[0] ?? { path: '', names: [], map: undefined }
  const truth = (name: string): Truth => truths.get(name) ?? { name, born: 0, committed: 0, hidden: false }
  const note = (name: string, changed: Partial<Truth>): void => void truths.set(name, { ...truth(name), ...changed })
  const commit = (message: string, day: number): void => {
    git('add', '-A')
    repository.commit(message, at(day))
  }
  const place = ({ map }: Store, key: string): string => `${map === undefined ? '' : `["${map}"]`}["${key}"]`
  const set = (file: Store, key: string, value: string): void =>
    void sops(['set', '--value-stdin', file.path, place(file, key)], JSON.stringify(value))
  const claimed = (name: string, born: number): number | undefined => (name.endsWith('0_token') ? undefined : born)
  const said = (instant: number): string => new Date(instant).toISOString()
  const render = ({ path, names, map = '' }: Store): string => {
    const plain = names.flatMap((name) => {
      const { claim } = truth(name)
      return [[name, word()] as const, ...(claim === undefined ? [] : [[claimOf(name), said(claim)] as const])]
    })
    return plaintexts[path.split('.').at(-1) ?? '']?.(plain, map) ?? ''
  }

  const create = (index: number, day: number): void => {
    const file = store(index)
    for (const name of file.names) {
      const born = at(day).getTime() - 3_600_000
      const claim = claimed(name, born)
      note(name, { born, committed: at(day).getTime(), hidden: false, ...(claim === undefined ? {} : { claim }) })
    }
    write(file.path, render(file))
    sops(['encrypt', '-i', file.path])
    commit(`Add ${file.path}`, day)
  }
  /** A new value, with its date beside it where there is one. */
  const renew = (index: number, number: number, day: number, committed = day): void => {
    const file = store(index)
    const name = file.names[number] ?? ''
    const born = at(day).getTime() - 3_600_000
    const claim = claimed(name, born)
    set(file, name, word())
    if (claim !== undefined) set(file, claimOf(name), said(claim))
    note(name, { born, committed: at(committed).getTime(), hidden: false, ...(claim === undefined ? {} : { claim }) })
    commit(`Rotate ${name}`, day)
  }
  /** The date is brought up to date, the value stays. */
  const lie = (index: number, day: number): void => {
    const file = store(index)
    const name = file.names[3] ?? ''
    set(file, claimOf(name), said(at(day).getTime()))
    note(name, { claim: at(day).getTime() })
    commit(`Say that ${name} is new`, day)
  }
  const hide = (index: number, day: number): void => {
    for (const name of store(index).names) note(name, { committed: at(day).getTime(), hidden: true })
  }
  const encryptAnew = (index: number, day: number, path = store(index).path): void => {
    const file = store(index)
    const type = path.split('.').at(-1) ?? ''
    const plain = sops(['decrypt', '--output-type', type === 'env' ? 'dotenv' : type, file.path])
    if (path !== file.path) git('rm', '-q', file.path)
    write(path, plain)
    sops(['encrypt', '-i', path])
    file.path = path
    hide(index, day)
    commit(`Encrypt ${path} anew`, day)
  }
  const rename = (index: number, path: string, day: number): void => {
    git('mv', store(index).path, path)
    store(index).path = path
    commit(`Rename to ${path}`, day)
  }
  const edit = (index: number, number: number, day: number): void => {
    const file = store(index)
    const name = file.names[number] ?? ''
    const script = join(repository.home, 'editor.sh')
    write('../home/editor.sh', `#!/bin/sh\nsed -i 's/\\(${name}[^a-z]*\\)word [0-9]* [0-9]*/\\1${word()}/' "$1"\n`)
    chmodSync(script, 0o755)
    sops(['edit', file.path])
    note(name, { born: at(day).getTime() - 3_600_000, committed: at(day).getTime(), hidden: false })
    commit(`Edit ${name}`, day)
  }
  /** Undoes the last commit and what it made true. */
  const undone = (change: () => void, day: number): void => {
    const before = new Map(truths)
    change()
    truths = before
    git('revert', '--no-commit', 'HEAD')
    repository.commit('Revert', at(day))
  }
  const inBranch = (name: string, change: () => void, beside: () => void): void => {
    git('checkout', '-q', '-b', name)
    change()
    git('checkout', '-q', 'main')
    beside()
  }
  const dated = (day: number, ...args: string[]): void => {
    Object.assign(repository.env, { GIT_COMMITTER_DATE: said(at(day).getTime()) })
    git(...args)
    delete repository.env.GIT_COMMITTER_DATE
  }

  const special: Readonly<Record<number, (day: number) => void>> = {
    0: (day) => create(0, day),
    7: (day) => create(1, day),
    21: (day) => create(2, day),
    35: (day) => create(3, day),
    49: (day) => create(4, day),
    56: (day) => rename(0, 'secrets/bedrock.yml', day),
    63: (day) => encryptAnew(1, day),
    77: (day) => {
      sops(['rotate', '-i', store(0).path])
      commit('Rotate the data key', day)
    },
    84: (day) => lie(2, day),
    91: (day) => undone(() => renew(3, 0, day), day + 2),
    105: (day) => {
      inBranch(
        'side',
        () => renew(4, 1, day),
        () => edit(2, 0, day + 1),
      )
      dated(day + 5, 'merge', '-q', '--no-ff', '-m', 'Merge', 'side')
    },
    119: (day) => encryptAnew(2, day, 'secrets/service.env'),
    133: (day) => {
      inBranch(
        'late',
        () => renew(3, 2, day, day + 6),
        () => edit(0, 0, day + 1),
      )
      git('checkout', '-q', 'late')
      dated(day + 6, 'rebase', '-q', 'main')
      git('checkout', '-q', 'main')
      git('merge', '-q', '--ff-only', 'late')
      git('branch', '-q', '-D', 'late')
    },
    147: (day) => undone(() => encryptAnew(3, day), day + 1),
    154: (day) => {
      sops(['updatekeys', '--yes', store(4).path])
      lie(4, day)
    },
    175: (day) => encryptAnew(1, day, 'secrets/api.yaml'),
    189: (day) => {
      const file = store(0)
      set(file, 'extra', word())
      commit('Set what is no credential', day)
      sops(['unset', file.path, place(file, 'extra')])
      commit('Unset it', day + 1)
    },
    210: (day) => lie(0, day),
    231: (day) => {
      // Every value of the file is rotated at once, which is no new encryption.
      for (const number of [0, 1, 2, 3]) renewQuietly(4, number, day)
      commit('Rotate all', day)
    },
    259: (day) => rename(1, 'apis.yml', day),
    280: (day) => encryptAnew(0, day),
    301: (day) => lie(1, day),
    350: (day) => encryptAnew(4, day),
  }
  const renewQuietly = (index: number, number: number, day: number): void => {
    const file = store(index)
    const name = file.names[number] ?? ''
    const claim = claimed(name, at(day).getTime())
    set(file, name, word())
    if (claim !== undefined) set(file, claimOf(name), said(claim))
    note(name, {
      born: at(day).getTime(),
      committed: at(day).getTime(),
      hidden: false,
      ...(claim === undefined ? {} : { claim }),
    })
  }

  return {
    repository,
    get truths() {
      return truths
    },
    at,
    remove: () => repository.remove(),
    happen: (day) => {
      const planned = special[day]
      if (planned !== undefined) planned(day)
      else if (day > 49 && day % 14 === 0) renew(draw(5), 1 + draw(2), day)
    },
  }
}
