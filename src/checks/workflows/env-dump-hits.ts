import type { TextRange } from '../../formats/tree.ts'
import type { Hit } from '../../model/rule.ts'
import { jobReadings, type StepReading } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { scalarAt } from './nodes.ts'
import { scalarText } from './scalar-text.ts'

export function* envDumpHits(file: CiFile): Generator<Hit> {
  for (const { steps } of jobReadings(file))
    for (const reading of steps)
      for (const range of dumpsIn(file, reading)) yield hitOf(file, { range, ...said(file, reading) })
}

/** GitLab gives every variable of the project to every job; GitHub only what the workflow names. */
const said = ({ host }: CiFile, { holdsSecrets, arrivals }: StepReading) => {
  const held = holdsSecrets || arrivals.some(({ outlet, kind }) => outlet === 'variable' && kind !== 'environment')
  if (host === 'gitlab')
    return { note: 'A job prints all its variables, among them those of the project and its groups' }
  if (held) return { note: 'A step that holds secrets prints all variables of its environment' }
  return {
    note: 'A step prints all variables of its environment, and so any secret that is ever put into it',
    severity: 'low',
  } as const
}

function* dumpsIn(file: CiFile, { step, arrivals }: StepReading): Generator<TextRange> {
  for (const { kind, outlet, range } of arrivals) if (kind === 'environment' && outlet === 'log') yield range
  if (step.runner !== 'shell') for (const script of step.scripts) yield* matches(script, elsewhere)
  if (step.uses?.name !== 'actions/github-script') return
  const script = scalarAt(step.with.find(({ key }) => key === 'script')?.value)
  if (script !== undefined) yield* matches(scalarText(file.text, script), inJavaScript)
}

// PowerShell, Python, and the shell of Windows.
const elsewhere =
  /^[ \t]*((?:Get-ChildItem|gci|dir|ls)[ \t]+(?:-Path[ \t]+)?env:\*?(?=[ \t]*(?:$|\|[ \t]*(?:Format|Sort|Out)))|set(?=[ \t]*$)|print\((?:dict\()?os\.environ\)?\))/gim

const inJavaScript =
  /(?:console\.(?:log|info|dir)|core\.(?:info|notice|debug))\(\s*(?:JSON\.stringify\(\s*)?process\.env\s*[,)]/g

interface Mapped {
  readonly text: string
  sourceOf(range: TextRange): TextRange
}

function* matches(mapped: Mapped, pattern: RegExp): Generator<TextRange> {
  for (const { index, 0: found, 1: named = found } of mapped.text.matchAll(pattern)) {
    const end = index + found.length
    yield mapped.sourceOf({ start: end - named.length, end })
  }
}
