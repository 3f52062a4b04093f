import type { Entry, TextRange, TreeNode } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Document, Hit, Severity } from '../../model/rule.ts'
import { ciHostOf } from './ci-paths.ts'
import { instructionsIn } from './dockerfile.ts'
import { entriesAt, fieldAt, itemsAt, scalarAt } from './nodes.ts'

const variable = 'SOPS_AGE_KEY'

/** Where a file hands the key on. A key that stands there as it is has a rule of its own. */
export const ageKeyPlaces = async (document: Document, kind: 'dockerfile' | 'compose' | undefined): Promise<Hit[]> => {
  const { text, path } = document
  const host = ciHostOf(path)
  const tree = kind === 'compose' || host !== undefined ? await parseYaml(text) : undefined
  const roots = tree?.documents ?? []
  const places = [
    ...(kind === 'dockerfile' ? inDockerfile(text) : []),
    ...roots.flatMap((root) => [
      ...(kind === 'compose' ? inCompose(root) : host === 'gitlab' ? inGitlab(root) : inGithub(text, root)),
    ]),
    ...(kind === undefined && host === undefined ? inStartup(path, text) : []),
    ...inArguments(text),
  ]
  const seen = new Set<number>()
  return places
    .filter(({ range: { start } }) => !seen.has(start) && seen.add(start))
    .sort((a, b) => a.range.start - b.range.start)
    .map(({ range, note, severity }) => ({ span: document.spanOfText(range.start, range.end), note, severity }))
}

interface AgeKeyPlace {
  readonly range: TextRange
  readonly note: string
  readonly severity: Severity
}

function* inDockerfile(text: string): Generator<AgeKeyPlace> {
  for (const { name, words } of instructionsIn(text)) {
    if (name !== 'ENV' && name !== 'ARG') continue
    const legacy = name === 'ENV' && words[0]?.text.includes('=') === false
    for (const [index, word] of words.entries()) {
      if (legacy && index > 0) break
      const [key, value = legacy ? words[1]?.text : undefined] = partsOf(word.text)
      if (key !== variable || value === '' || isKey(value)) continue
      if (name === 'ARG')
        yield {
          range: nameIn(word),
          severity: 'medium',
          note: 'An image takes a private age key as build argument, which stays in its history',
        }
      else
        yield {
          range: nameIn(word),
          severity: 'high',
          note: 'A private age key is put into the environment of an image, and stays in it',
        }
    }
  }
}

const partsOf = (text: string): readonly [string, string | undefined] => {
  const sign = text.indexOf('=')
  if (sign === -1) return [text, undefined]
  return [text.slice(0, sign), text.slice(sign + 1).replace(/^(["'])(.*)\1$/s, '$2')]
}

const nameIn = ({ start }: TextRange): TextRange => ({ start, end: start + variable.length })

const isKey = (value: string | undefined): boolean => /AGE-(?:SECRET-KEY|PLUGIN)-/i.test(value ?? '')

function* inGithub(text: string, root: TreeNode): Generator<AgeKeyPlace> {
  yield* entriesOf(fieldAt(root, 'env'), 'A private age key is in the environment of every step of a workflow', 'low')
  for (const { value: job } of entriesAt(fieldAt(root, 'jobs'))) {
    const steps = itemsAt(fieldAt(job, 'steps'))
    if (steps.length > 1)
      yield* entriesOf(fieldAt(job, 'env'), 'A private age key is in the environment of every step of a job', 'low')
    for (const step of steps) yield* inBuildArguments(text, fieldAt(step, 'with', 'build-args'))
  }
}

/** `build-args:` of docker/build-push-action, a line each. */
function* inBuildArguments(text: string, node: TreeNode | undefined): Generator<AgeKeyPlace> {
  const scalar = scalarAt(node)
  if (scalar === undefined) return
  for (const { index } of text.slice(scalar.start, scalar.end).matchAll(/(?<![\w.-])SOPS_AGE_KEY(?=\s*=)/g))
    yield { ...argument, range: nameIn({ start: scalar.start + index, end: scalar.end }) }
}

const argument = {
  note: 'A private age key is given to a build as argument, which stays in the history of the image',
  severity: 'medium',
} as const

function* inGitlab(root: TreeNode): Generator<AgeKeyPlace> {
  for (const node of [root, ...entriesAt(root).map(({ value }) => value)])
    yield* entriesOf(
      fieldAt(node, 'variables'),
      'A private age key is a variable of a pipeline; keep it as a variable of type file, SOPS_AGE_KEY_FILE',
      'low',
    )
}

function* inCompose(root: TreeNode): Generator<AgeKeyPlace> {
  for (const { value: service } of entriesAt(fieldAt(root, 'services'))) {
    yield* entriesOf(
      fieldAt(service, 'environment'),
      'A private age key is in the environment of a container, where its processes and `docker inspect` show it',
      'low',
    )
    yield* entriesOf(fieldAt(service, 'build', 'args'), argument.note, argument.severity)
  }
}

/** `NAME: value` in a map, `NAME=value` or `NAME` in a list. */
function* entriesOf(node: TreeNode | undefined, note: string, severity: Severity): Generator<AgeKeyPlace> {
  for (const { key, keyStart, keyEnd, value } of entriesAt(node) satisfies readonly Entry[])
    if (key === variable && !isKey(String(scalarAt(value)?.value)))
      yield { range: { start: keyStart, end: keyEnd }, note, severity }
  for (const item of itemsAt(node)) {
    const scalar = scalarAt(item)
    const [key, value] = partsOf(String(scalar?.value ?? ''))
    if (scalar === undefined || key !== variable || isKey(value)) continue
    yield { range: nameIn({ ...scalar, start: scalar.start + (scalar.quoted ? 1 : 0) }), note, severity }
  }
}

const startup =
  /(?:^|\/)\.?(?:bashrc|bash_profile|bash_login|zshrc|zshenv|zprofile|zlogin|kshrc|profile|envrc|environment|bash\.bashrc)$|(?:^|\/)(?:profile|environment|conf)\.d\/[^/]+$|(?:^|\/)config\.fish$/

const exported =
  /^[ \t]*(?:(?:export|declare|typeset)[ \t]+(?:-[a-z]+[ \t]+)?|set[ \t]+-[a-z]+[ \t]+)?(SOPS_AGE_KEY)(?:=|[ \t]+)(?=\S)(?![#;&|])([^\n]*)/gm

function* inStartup(path: string, text: string): Generator<AgeKeyPlace> {
  if (!startup.test(path)) return
  for (const match of text.matchAll(exported)) {
    const [whole, , value = ''] = match
    if (/^(?:""|'')?\s*$/.test(value) || isKey(value)) continue
    const start = match.index + whole.indexOf(variable)
    yield {
      range: nameIn({ start, end: start }),
      severity: 'medium',
      note: 'A private age key is put into the environment of every program of a login',
    }
  }
}

const given = /(--build-arg|(?<![\w-])-e|--env)(?:[ \t]+|=)["']?(SOPS_AGE_KEY)(=?)(?![A-Z_])/g

function* inArguments(text: string): Generator<AgeKeyPlace> {
  let start = 0
  for (const line of text.split('\n')) {
    if (line.includes(variable)) yield* inArgumentsOf(line, start)
    start += line.length + 1
  }
}

/** Behind a comment's sign nothing is run. */
function* inArgumentsOf(line: string, lineStart: number): Generator<AgeKeyPlace> {
  const comment = line.search(/(?:^|\s)#/)
  const code = comment === -1 ? line : line.slice(0, comment)
  for (const match of code.matchAll(given)) {
    const [whole, option, , sign] = match
    const start = match.index + whole.indexOf(variable)
    const range = nameIn({ start: lineStart + start, end: 0 })
    if (isKey(code.slice(start, start + 200))) continue
    if (option === '--build-arg') yield { ...argument, range }
    else if (sign === '=') yield { ...onCommandLine, range }
  }
}

const onCommandLine = {
  severity: 'low',
  note: 'A private age key is an argument of a command, which every user of the machine can read; -e SOPS_AGE_KEY without a value hands it on unseen',
} as const
