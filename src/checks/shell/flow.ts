import type { TextRange } from '../../formats/tree.ts'
import type { Command, Pipeline } from './commands.ts'
import { inputCopies, type Step, stepOf, type Target, targetOf, targetsOf } from './effects.ts'
import { isTemporary, Variables } from './places.ts'

/** Commands that hand on what they read, whole or in part. */
export const carriers: ReadonlySet<string> = new Set([
  ...['cat', 'tee', 'sponge', 'dd', 'head', 'tail', 'sort', 'uniq', 'tr', 'cut', 'base64'],
  ...['sed', 'awk', 'gawk', 'grep', 'jq', 'yq', 'envsubst'],
])

/** Commands whose heredoc is content that they write, and no program that they run. */
const writers: ReadonlySet<string> = new Set([...carriers, 'install', 'cp'])

export const stepsOf = (pipeline: Pipeline, variables: Variables): readonly Step[] =>
  pipeline.map((command) => stepOf(command, variables))

/** A text in the script that ends up in what a command writes. */
export interface Content extends TextRange {
  /** On lines of its own, below the command. */
  readonly heredoc: boolean
}

// Longer pipelines are nobody's; each further command is another look back.
const longestLookBack = 30

/** What the step at `index` writes that stands in the script itself: heredocs, here-strings, words of `echo`. */
export const contentsAt = (steps: readonly Step[], index: number, variables: Variables): readonly Content[] => {
  const contents: Content[] = []
  for (let at = index; at >= Math.max(0, index - longestLookBack); at--) {
    const step = steps[at]
    if (step === undefined) break
    contents.unshift(...ownContents(step, variables))
    if (!carriers.has(step.name)) break
  }
  return contents
}

const ownContents = (step: Step, variables: Variables): readonly Content[] => {
  const { body, redirections } = step.command
  if (step.name === 'echo' || step.name === 'printf' || step.name === 'print') return spanning(step)
  const inner = body.flatMap((pipeline) => {
    const steps = stepsOf(pipeline, variables.inner())
    return contentsAt(steps, steps.length - 1, variables)
  })
  if (!writers.has(step.name) && body.length === 0) return []
  const given = redirections.flatMap(({ operator, target, heredoc }) => {
    if (heredoc !== undefined) return [{ start: heredoc.start, end: heredoc.end, heredoc: true }]
    return operator === '<<<' && target !== undefined ? [{ start: target.start, end: target.end, heredoc: false }] : []
  })
  return [...inner, ...given]
}

const spanning = ({ words }: Step): readonly Content[] => {
  const first = words[0]
  const last = words.at(-1)
  return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end, heredoc: false }]
}

const otherVerbs: ReadonlySet<string> = new Set([
  'exec-env',
  'exec-file',
  'encrypt',
  'edit',
  'set',
  'updatekeys',
  'rotate',
])

// They run the program that they are told; what it prints they print.
const starters: ReadonlySet<string> = new Set([
  ...['docker', 'podman', 'nerdctl', 'kubectl', 'ssh', 'nix', 'mise', 'devbox', 'flox', 'direnv', 'op', 'chroot'],
  ...['find', 'xargs', 'parallel', 'watch', 'timeout', 'nohup', 'stdbuf', 'setsid', 'flock', 'retry'],
])

/** What `find -exec`, `xargs`, `nix run nixpkgs#sops --` and the like start, where that is sops. */
const started = (step: Step): Step => {
  if (!starters.has(step.name)) return step
  const at = step.args.findIndex((arg) => /(?:^|[/#])sops$/.test(arg))
  const end = step.args.findIndex((arg, index) => index > at && /^(?:\\?;|\+)$/.test(arg))
  const of = <T>(list: readonly T[]): readonly T[] => list.slice(at + 1, end === -1 ? undefined : end)
  return at === -1 ? step : { ...step, name: 'sops', args: of(step.args), words: of(step.words) }
}

/** `sops -d`, `sops --decrypt`, `sops decrypt`. */
export const isDecryption = (step: Step): boolean => {
  const { name, args } = started(step)
  return (
    name === 'sops' &&
    !args.some((arg) => otherVerbs.has(arg)) &&
    args.some((arg) => arg === '-d' || arg === '--decrypt' || arg === 'decrypt')
  )
}

/** `sops -e -i` and its longer forms; the file it is told. */
export const encryptsInPlace = (step: Step): readonly string[] => {
  const { name, args } = started(step)
  const encrypts = args.some((arg) => arg === '-e' || arg === '--encrypt' || arg === 'encrypt')
  const inPlace = args.some((arg) => arg === '-i' || arg === '--in-place')
  return name === 'sops' && encrypts && inPlace ? args.filter((arg) => !arg.startsWith('-') && arg !== 'encrypt') : []
}

/** A place to which what `sops` decrypts is written, and by which command. */
export interface DecryptedWrite {
  readonly target: Target
  readonly step: Step
  readonly index: number
}

/** The places to which a pipeline writes what `sops` decrypts. */
export const decryptedWrites = (steps: readonly Step[], variables: Variables): readonly DecryptedWrite[] => {
  const writes: DecryptedWrite[] = []
  let flows = false
  for (const [index, step] of steps.entries()) {
    const copies = flows ? inputCopies(step, variables) : []
    flows = emits(step, variables) || (flows && carriers.has(step.name))
    const targets = isDecryption(step) ? outputOptions(step, variables) : copies
    const all = flows ? [...targets, ...targetsOf(step, variables)] : targets
    for (const target of all) writes.push({ target, step, index })
  }
  return writes
}

const emits = (step: Step, variables: Variables): boolean =>
  isDecryption(step) || (step.command.body.length > 0 && bodyEmits(step.command, variables))

const emitting = new WeakMap<Command, boolean>()

/** Groups are met from the inside out; each is looked through once, however many stand around it. */
const bodyEmits = (command: Command, variables: Variables): boolean => {
  const known = emitting.get(command) ?? command.body.some((pipeline) => endsInDecryption(pipeline, variables))
  emitting.set(command, known)
  return known
}

const endsInDecryption = (pipeline: Pipeline, variables: Variables): boolean => {
  const steps = stepsOf(pipeline, variables.inner())
  const from = steps.findLastIndex((step) => emits(step, variables))
  return from >= 0 && steps.slice(from + 1).every(({ name }) => carriers.has(name)) && !writesElsewhere(steps.at(-1))
}

const writesElsewhere = (step: Step | undefined): boolean =>
  step !== undefined && targetsOf(step, new Variables()).length > 0 && step.name !== 'tee'

/** `--output FILE`, `--output=FILE`, and with `-i` the file itself. */
const valuedOption = /^--(?:input-type|output-type|extract|config|keyservice|age|indent)$/

const outputOptions = (step: Step, variables: Variables): readonly Target[] => {
  const { args, words } = started(step)
  const option = args.findIndex((arg) => arg === '-i' || arg === '--in-place')
  const inPlace = option !== -1
  const targets = words.flatMap((word, index) => {
    const arg = args[index] ?? ''
    const value = words[index + 1]
    if (arg === '--output' && value !== undefined) return [targetOf(value, variables)]
    if (arg.startsWith('--output=')) return [{ word, path: arg.slice('--output='.length) }]
    const named = !arg.startsWith('-') && arg !== 'decrypt' && !valuedOption.test(args[index - 1] ?? '')
    return inPlace && named ? [targetOf(word, variables)] : []
  })
  const flag = words[option]
  return targets.length > 0 || flag === undefined ? targets : [{ word: flag, path: givenFiles }] // by xargs
}

/** The path of files that only the one who starts sops knows. */
export const givenFiles = 'the files it is given'

/** Names of files that hold plaintext, by convention. */
const plaintextName =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template|dist|tpl)\w+)?|credentials|[^/]*\.(?:dec|plain|decrypted)\.[^/]+)$|^\/run\/secrets(?:\.d|-for-users)?\//

export const isPlaintextByName = (path: string): boolean => !isTemporary(path) && plaintextName.test(path)
