import type { Hit } from '../../model/rule.ts'
import { type CiFile, hitOf, type Remark } from './ci-file.ts'
import { expressionPlaces, type PlacedUse } from './expression-places.ts'

export function* secretsDumpHits(file: CiFile): Generator<Hit> {
  for (const use of expressionPlaces(file)) {
    const remark = remarkOn(use)
    if (remark !== undefined) yield hitOf(file, { ...remark, range: use.expression.source })
  }
}

const remarkOn = ({ expression, place }: PlacedUse): Omit<Remark, 'range'> | undefined => {
  const unnamed = expression.secrets.filter(({ name }) => name === undefined)
  if (unnamed.some(({ whole }) => whole)) {
    if (place === 'run') return { note: 'All secrets at once are written into the text of a step' }
    return { note: 'All secrets at once are handed to a step', severity: 'medium' }
  }
  if (unnamed.length > 0) {
    const note = 'A secret is looked up by a name worked out in the job, so GitHub hands it every secret'
    return {
      note,
      severity: 'low',
      remedy: 'Name the secret: ${{ secrets.NAME }}, in a job or an environment for each.',
    }
  }
  if (!expression.dumpsGithub || place === 'if') return undefined
  const note = "The whole github context is written out, with the job's token and the event"
  return { note, severity: 'low', remedy: 'Write out the fields you need, such as ${{ toJSON(github.event.inputs) }}.' }
}
