import type { ScalarNode, TextRange, TreeNode } from '../../formats/tree.ts'
import type { Hit, Severity } from '../../model/rule.ts'
import { type JobReading, jobReadings } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { fieldAt, itemsAt, scalarAt, textAt } from './nodes.ts'
import type { Step } from './pipeline.ts'
import { scalarText } from './scalar-text.ts'

export function* workspaceArtifactHits(file: CiFile): Generator<Hit> {
  for (const reading of jobReadings(file))
    yield* file.host === 'gitlab' ? gitlabHits(file, reading) : githubHits(file, reading)
}

function* githubHits(file: CiFile, reading: JobReading): Generator<Hit> {
  for (const { step } of reading.steps) {
    const kind = keeps.get(step.uses?.name ?? '')
    if (kind === undefined) continue
    const node = scalarAt(step.with.find(({ key }) => key === 'path')?.value)
    const range = node === undefined ? undefined : wholeIn(file, node)
    if (range === undefined) continue
    const held = heldBy(reading, kind === 'cache' || keepsHidden(step))
    const severity: Severity = held === undefined ? 'low' : 'medium'
    yield hitOf(file, { range, severity, note: noteOf(kind, held) })
  }
}

const keeps: ReadonlyMap<string, 'artifact' | 'cache'> = new Map([
  ['actions/upload-artifact', 'artifact'],
  ['forgejo/upload-artifact', 'artifact'],
  ['actions/upload-pages-artifact', 'artifact'],
  ['actions/cache', 'cache'],
  ['actions/cache/save', 'cache'],
])

const noteOf = (kind: string, held: string | undefined): string =>
  `The whole workspace is kept as ${kind === 'cache' ? 'a' : 'an'} ${kind}${held === undefined ? '' : `, and with it ${held}`}`

/** Each line of `path:` is a pattern of its own; lines that take something away again do not help against the rest. */
const wholeIn = (file: CiFile, node: ScalarNode): TextRange | undefined => {
  const mapped = scalarText(file.text, node)
  let at = 0
  for (const line of mapped.text.split('\n')) {
    const start = at + line.length - line.trimStart().length
    at += line.length + 1
    if (isWhole(line.trim())) return mapped.sourceOf({ start, end: start + line.trim().length })
  }
  return undefined
}

const roots =
  /^(?:\$\{\{\s*(?:github\.workspace|env\.GITHUB_WORKSPACE)\s*\}\}|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\.)(?=\/|$)/

const isWhole = (path: string): boolean => /^(?:|\.|\*|\*\*|\*\*\/\*|\*\/\*\*)$/.test(restOf(path)) && path !== ''

const restOf = (path: string): string => path.replace(roots, '').replace(/^\/+|\/+$/g, '')

/** What of a job's secrets lies in its workspace. */
const heldBy = ({ steps, remains }: JobReading, hidden: boolean): string | undefined => {
  const decrypted = [...remains.files].find(([path, kind]) => kind !== 'environment' && inWorkspace(path))
  if (decrypted !== undefined) return 'a file into which the job writes a secret'
  if (!hidden) return undefined
  const checkout = steps.find(({ step }) => step.uses?.name === 'actions/checkout' && persists(step))
  return checkout === undefined ? undefined : 'the token that actions/checkout leaves in .git/config'
}

const inWorkspace = (path: string): boolean => /^(?!\/|~|\$(?!GITHUB_WORKSPACE\b|CI_PROJECT_DIR\b)|\.\.)/.test(path)

/** From release 6 on, checkout keeps its token in the runner's temporary folder. */
const persists = (step: Step): boolean =>
  switchOf(step, 'persist-credentials') !== 'false' && majorOf(step.uses?.version ?? '') < 6

/** From release 4.4 on, files whose names begin with a dot are left out unless asked for. */
const keepsHidden = (step: Step): boolean => {
  const [, major = '9', minor = '9'] = /^v?(\d+)(?:\.(\d+))?/.exec(step.uses?.version ?? '') ?? []
  const old = Number(major) < 4 || (Number(major) === 4 && Number(minor) < 4)
  return old || switchOf(step, 'include-hidden-files') === 'true'
}

const majorOf = (version: string): number => Number(/^v?(\d+)/.exec(version)?.[1] ?? '0')

const switchOf = (step: Step, name: string): string | undefined =>
  textAt(step.with.find(({ key }) => key === name)?.value)

function* gitlabHits(file: CiFile, { job, remains }: JobReading): Generator<Hit> {
  const decrypted = [...remains.files].some(([path, kind]) => kind !== 'environment' && inWorkspace(path))
  for (const kind of ['artifacts', 'cache'] as const)
    for (const kept of itemsAt(fieldAt(job.node, kind))) {
      yield* pathHits(file, kept, kind)
      const untracked = fieldAt(kept, 'untracked')
      if (textAt(untracked) !== 'true' || untracked === undefined) continue
      const note = `All files that git does not track are kept as ${called(kind)}${decrypted ? ', and with them what the job decrypts' : ''}`
      yield hitOf(file, { range: untracked, severity: decrypted ? 'medium' : 'low', note })
    }
}

function* pathHits(file: CiFile, kept: TreeNode, kind: 'artifacts' | 'cache'): Generator<Hit> {
  for (const item of itemsAt(fieldAt(kept, 'paths'))) {
    const node = scalarAt(item)
    if (node === undefined || !isWhole(String(node.value).trim())) continue
    const note = `The whole project folder is kept as ${called(kind)}, and with it .git/config and what jobs leave behind`
    yield hitOf(file, { range: node, note })
  }
}

const called = (kind: 'artifacts' | 'cache'): string => (kind === 'cache' ? 'a cache' : 'an artifact')
