import { type Command, pipelinesOf } from './commands.ts'
import type { Part, Token, Word } from './token.ts'

/** What variables hold, as far as a script says it in plain words. */
export class Variables {
  readonly #own = new Map<string, string>()
  readonly #outer: Variables | undefined

  constructor(outer?: Variables) {
    this.#outer = outer
  }

  get(name: string): string | undefined {
    return this.#own.get(name) ?? this.#outer?.get(name)
  }

  set(name: string, value: string): void {
    this.#own.set(name, value)
  }

  /** What is set inside is not seen outside. */
  inner(): Variables {
    return new Variables(this)
  }
}

// Doubling assignments (`a=$a$a`) must not grow without bound.
const longest = 1_024

/** What these hold when a script does not set them. */
const usual: ReadonlyMap<string, string> = new Map([
  ['TMPDIR', '/tmp'],
  ['XDG_RUNTIME_DIR', '/run/user/uid'],
])

/** The text of a word with known variables and `$(mktemp)` filled in; what is not known stays as `$NAME`. */
export const expand = (parts: readonly Part[], variables: Variables): string => {
  let text = ''
  for (const part of parts) {
    text += expandPart(part, variables)
    if (text.length >= longest) break
  }
  return text.slice(0, longest)
}

const expandPart = (part: Part, variables: Variables): string => {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'parameter': {
      const known = variables.get(part.name) ?? usual.get(part.name)
      if (known !== undefined) return known
      return part.fallback === undefined ? `$${part.name}` : expand(part.fallback, variables)
    }
    case 'commands':
      return madeBy(part.tokens, variables) ?? '$()'
    case 'process':
      return '/dev/fd/63'
    case 'expression':
      return `\${{ ${part.text} }}`
  }
}

/** The path a substitution answers when it is `mktemp`. */
const madeBy = (tokens: readonly Token[], variables: Variables): string | undefined => {
  const command = pipelinesOf(tokens)[0]?.[0]
  if (command === undefined) return undefined
  const local = variables.inner()
  const rest = withoutAssignments(command, local).map((word) => expand(word.parts, local))
  return rest[0] === 'mktemp' ? mktempPath(rest.slice(1), local) : undefined
}

const mktempPath = (args: readonly string[], variables: Variables): string => {
  const temporary = variables.get('TMPDIR') ?? '/tmp'
  let folder: string | undefined
  let suffix = ''
  let template: string | undefined
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (/^-[a-z]*p$/.test(arg)) folder = args[++at] ?? temporary
    else if (arg.startsWith('--tmpdir')) folder = arg.split('=')[1] ?? temporary
    else if (arg.startsWith('--suffix=')) suffix = arg.slice('--suffix='.length)
    else if (/^-[a-z]*t$/.test(arg)) folder ??= temporary
    else if (!arg.startsWith('-')) template = arg
  }
  if (template?.includes('/')) return template + suffix
  if (template === undefined) return `${folder ?? temporary}/tmp.XXXXXX${suffix}`
  return `${folder ?? '.'}/${template}${suffix}`
}

const assignment = /^([A-Za-z_]\w*)\+?=/

export const isAssignment = ({ parts: [first] }: Word): boolean => first?.kind === 'text' && assignment.test(first.text)

/** The words of a command behind its leading assignments, which are taken into `variables`. */
export const withoutAssignments = ({ words }: Command, variables: Variables): readonly Word[] => {
  const start = words.findIndex((word) => !assign(word, variables))
  return start === -1 ? [] : words.slice(start)
}

/** Takes `NAME=value` into `variables`; false for any other word. */
export const assign = (word: Word, variables: Variables): boolean => {
  const [first] = word.parts
  const name = first?.kind === 'text' ? assignment.exec(first.text) : undefined
  if (first?.kind !== 'text' || !name?.[1]) return false
  const value = first.text.slice(name[0].length, name[0].length + longest)
  const rest = value.length >= longest ? '' : expand(word.parts.slice(1, longest), variables)
  variables.set(name[1], (value + rest).slice(0, longest))
  return true
}

const normal = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/(?:\/\.)+(?=\/|$)/g, '')

/** Below a temporary folder that lies on a disk; `/dev/shm` and `/run` do not. */
export const isTemporary = (path: string): boolean => /^(?:\/private)?(?:\/var)?\/tmp(?:\/|$)/.test(normal(path))

/** A fresh name that nobody can foresee, readable by its owner alone: made by `mktemp`. */
export const isFreshlyMade = (path: string): boolean => path.includes('XXX')
