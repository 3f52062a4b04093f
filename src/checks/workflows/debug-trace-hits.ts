import type { Entry, TreeNode } from '../../formats/tree.ts'
import type { Hit, Severity } from '../../model/rule.ts'
import { jobReadings, type StepReading } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { kindOf } from './flow.ts'
import { fieldAt, scalarAt } from './nodes.ts'
import { tracedSecret } from './traced.ts'

export function* debugTraceHits(file: CiFile): Generator<Hit> {
  for (const { key, value } of everyEntry(file.tree.documents)) {
    const said = switches.get(key)
    const node = scalarAt(value.kind === 'map' ? fieldAt(value, 'value') : value)
    if (said?.host === file.host && node !== undefined && isOn(node.value))
      yield hitOf(file, { ...said.remark, range: node })
  }
  if (file.host === 'gitlab') return
  const shells = new Set<TreeNode>()
  for (const { steps } of jobReadings(file)) for (const reading of steps) yield* stepHits(file, reading, shells)
}

interface Said {
  readonly host: CiFile['host']
  readonly remark: { readonly note: string; readonly severity: Severity }
}

const onGithub: Said = {
  host: 'github',
  remark: { note: 'Debugging is switched on for every run, and some actions print their inputs then', severity: 'low' },
}

const switches: ReadonlyMap<string, Said> = new Map<string, Said>([
  [
    'CI_DEBUG_TRACE',
    {
      host: 'gitlab',
      remark: { note: 'Every variable of the job is written to its log, masked ones included', severity: 'high' },
    },
  ],
  [
    'CI_DEBUG_SERVICES',
    {
      host: 'gitlab',
      remark: { note: 'What service containers log is written to the log of the job', severity: 'low' },
    },
  ],
  ['ACTIONS_STEP_DEBUG', onGithub],
  ['ACTIONS_RUNNER_DEBUG', onGithub],
  ['RUNNER_DEBUG', onGithub],
])

// What the runners of GitLab take for true.
const isOn = (value: unknown): boolean => /^(?:1|t|true)$/i.test(String(value))

function* everyEntry(documents: readonly TreeNode[]): Generator<Entry> {
  const stack = [...documents]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'list') for (const item of node.items) stack.push(item)
    if (node.kind !== 'map') continue
    for (const entry of node.entries) {
      yield entry
      stack.push(entry.value)
    }
  }
}

function* stepHits(file: CiFile, reading: StepReading, shells: Set<TreeNode>): Generator<Hit> {
  const { step, secrets, holdsSecrets } = reading
  const interpolates = step.scripts.some(({ expressions }) => expressions.some((each) => kindOf(each) !== undefined))
  const { shell } = step
  if (shell !== undefined && traces.test(String(shell.value)) && (interpolates || holdsSecrets) && !shells.has(shell)) {
    shells.add(shell)
    yield hitOf(file, { range: shell, note: 'The shell of a step that holds secrets prints every command it runs' })
  }
  if (step.runner !== 'shell') return
  for (const script of step.scripts) {
    const range = tracedSecret(script, secrets)
    if (range !== undefined)
      yield hitOf(file, { range, note: 'A step prints every command from here on, and one of them holds a secret' })
  }
}

const traces = /^\S*sh\s(?:.*\s)?(?:-[a-z]*x[a-z]*|-[a-z]*o\s+xtrace)(?:\s|$)/
