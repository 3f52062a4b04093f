import type { Command } from './commands.ts'
import { expand, isAssignment, isFreshlyMade, isTemporary, type Variables, withoutAssignments } from './places.ts'
import type { Word } from './token.ts'

/** A place a command writes to. */
export interface Target {
  /** Where the script names it. */
  readonly word: Word
  readonly path: string
}

/** A command as far as it concerns files: its name and arguments with variables filled in. */
export interface Step {
  readonly command: Command
  readonly name: string
  readonly args: readonly string[]
  readonly words: readonly Word[]
  /** Where the name stands. */
  readonly head?: Word
}

const wrappers: ReadonlySet<string> = new Set([
  'sudo',
  'doas',
  'env',
  'command',
  'exec',
  'builtin',
  'nice',
  'time',
  'run',
])

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Looks through `sudo -E`, `env X=y` and the like at the command that is run. */
export const stepOf = (command: Command, variables: Variables): Step => {
  const words = withoutWrappers(ownWords(command, variables), variables)
  const [first = '', ...args] = words.map((word) => expand(word.parts, variables))
  const [head] = words
  return { command, name: baseName(first), args, words: words.slice(1), ...(head === undefined ? {} : { head }) }
}

/** Assignments before a command are for that command alone, and none of its own words sees them. */
const ownWords = (command: Command, variables: Variables): readonly Word[] => {
  const start = command.words.findIndex((word) => !isAssignment(word))
  return start === -1 ? withoutAssignments(command, variables) : command.words.slice(start)
}

const withoutWrappers = (words: readonly Word[], variables: Variables): readonly Word[] => {
  let at = 0
  while (wrappers.has(baseName(expand(words[at]?.parts ?? [], variables)))) {
    const takesValue = valuedFlag(baseName(expand(words[at]?.parts ?? [], variables)))
    let next = at + 1
    for (let word = words[next]; word !== undefined && (isAssignment(word) || isFlag(word)); word = words[next])
      next += takesValue.test(firstText(word)) ? 2 : 1
    if (next >= words.length) break
    at = next
  }
  return words.slice(at)
}

const firstText = ({ parts: [first] }: Word): string => (first?.kind === 'text' ? first.text : '')

const isFlag = (word: Word): boolean => firstText(word).startsWith('-')

/** Flags of a wrapper that stand before a value: `sudo -u app`, `env -u NAME`, `nice -n 10`. */
const valuedFlag = (wrapper: string): RegExp => {
  if (wrapper === 'sudo' || wrapper === 'doas')
    return /^-[ABbEeHiKknPSsVv]*[ugpChDrtTRU]$|^--(?:user|group|prompt|chdir|host|role|type|chroot|close-from|command-timeout)$/
  if (wrapper === 'env') return /^-[i0v]*[uCS]$|^--(?:unset|chdir)$/
  if (wrapper === 'nice') return /^-n$|^--adjustment$/
  return wrapper === 'exec' ? /^-[cl]*a$/ : /^(?!)/
}

const writing: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>', '>&', '<>'])

/** Files that redirections of standard output write, and the operands of `tee`. */
export const targetsOf = (step: Step, variables: Variables): readonly Target[] => {
  const targets: Target[] = []
  for (const { operator, descriptor, target } of step.command.redirections)
    if (target !== undefined && writing.has(operator) && (descriptor ?? '1') === '1')
      targets.push(targetOf(target, variables))
  if (step.name === 'dd') targets.push(...ddTargets(step))
  if (step.name === 'tee') targets.push(...operandsOf(step).map((word) => targetOf(word, variables)))
  return targets
}

/** `dd of=FILE` */
const ddTargets = ({ words, args }: Step): readonly Target[] =>
  words.flatMap((word, index) => {
    const path = /^of=(.+)$/s.exec(args[index] ?? '')?.[1]
    return path === undefined ? [] : [{ word, path }]
  })

/** The places to which a command copies what it reads: `install /dev/stdin FILE`. */
export const inputCopies = (step: Step, variables: Variables): readonly Target[] =>
  copiesOf(step, variables)
    .filter(({ from }) => from === '/dev/stdin')
    .map(({ to }) => to)

export const targetOf = (word: Word, variables: Variables): Target => ({ word, path: expand(word.parts, variables) })

export const operandsOf = (step: Step): readonly Word[] =>
  step.words.filter((_, index) => !(step.args[index] ?? '').startsWith('-'))

/** A copy: `cp`, `mv` or `install`, from each source to its place. */
export interface Copy {
  readonly from: string
  readonly to: Target
}

const copiers: ReadonlySet<string> = new Set(['cp', 'mv', 'install'])

/** Options of which the next word is the value. */
const valued = (name: string): RegExp => (name === 'install' ? /^-[A-Za-z]*[mogtS]$/ : /^-[A-Za-z]*[tS]$/)

export const copiesOf = (step: Step, variables: Variables): readonly Copy[] => {
  if (!copiers.has(step.name)) return []
  const operands: Target[] = []
  let folder: Target | undefined
  for (let index = 0; index < step.words.length; index++) {
    const arg = step.args[index] ?? ''
    const word = step.words[valued(step.name).test(arg) ? ++index : index]
    if (word === undefined) break
    if (!arg.startsWith('-')) operands.push(targetOf(word, variables))
    else if (/^-[A-Za-z]*t$/.test(arg)) folder = targetOf(word, variables)
  }
  const to = folder ?? operands.pop()
  return to === undefined ? [] : operands.map(({ path }) => ({ from: path, to }))
}

/** Where the copy lies when the destination may be a folder. */
export const landingsOf = ({ from, to }: Copy): readonly string[] => {
  const path = plainPath(to.path)
  return [path, `${path}/${baseName(from)}`]
}

export const plainPath = (path: string): string => path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')

/** A target on a disk that others can foresee, or that nothing removes. */
export const isExposed = ({ path }: Target, trapped: boolean): boolean =>
  isTemporary(path) && !(trapped && isFreshlyMade(path))
