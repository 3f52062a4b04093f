import type { Hit } from '../../model/rule.ts'
import { shownKey } from '../shown-key.ts'
import { jobReadings, type StepReading } from './arrivals.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { scalarAt } from './nodes.ts'
import { expressionsAt, type PlacedExpression } from './script.ts'

/** Places that another rule tells of for a better reason are left to it. */
export function* secretInRunHits(file: CiFile): Generator<Hit> {
  for (const { steps } of jobReadings(file))
    for (const reading of steps) {
      const told = new Set(reading.arrivals.filter(isTold).map(({ range }) => range.start))
      for (const expression of interpolated(file, reading))
        if (!told.has(expression.source.start)) yield* hits(file, expression)
    }
}

const isTold = ({ interpolated, outlet }: StepReading['arrivals'][number]): boolean =>
  interpolated === true && outlet !== 'variable' && outlet !== 'file'

function* interpolated(file: CiFile, { step }: StepReading): Generator<PlacedExpression> {
  for (const script of step.scripts) yield* script.expressions
  if (step.uses?.name !== 'actions/github-script') return
  const script = scalarAt(step.with.find(({ key }) => key === 'script')?.value)
  if (script !== undefined) yield* expressionsAt(file.text, script)
}

function* hits(file: CiFile, { source, secrets, token }: PlacedExpression): Generator<Hit> {
  const use = secrets.find(({ name, tested, part }) => name !== undefined && !tested && !part)
  if (use === undefined && (!token || secrets.length > 0)) return
  const name = shownKey(use?.name ?? 'GITHUB_TOKEN')
  const value = use === undefined ? 'github.token' : `secrets.${name}`
  yield hitOf(file, {
    range: source,
    note: `${value} is written into the text of a script`,
    remedy: `Give it to the step as a variable, env: { ${name}: "\${{ ${value} }}" }, and write "$${name}" in the script.`,
  })
}
