import { ciHostOf } from '../../workflows/ci-paths.ts'
import { expand } from '../places.ts'
import type { Scene } from '../scene.ts'
import type { SecretUse } from '../secrets.ts'
import type { Word } from '../token.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

const printers: ReadonlySet<string> = new Set(['echo', 'printf', 'print'])
const files: ReadonlySet<string> = new Set(['cat', 'tac', 'head', 'tail', 'tee'])

/** Secrets that are printed to where logs are made. */
export const echoSecret = (scene: Scene): Detector => {
  const { secrets, echoing } = scene.facts

  const report = (word: Word, use: SecretUse, visit: Visit): void => {
    const shown = visit.sink === 'function' ? scene.facts.shows(visit.inFunction ?? '') : true
    if (shown === false) return
    const note = `prints ${use.shown} with ${visit.step.name.slice(0, 60)}, and so into every log that is kept of it`
    scene.hitWord('shell-echo-secret', word, { note, ...(shown === undefined ? { severity: 'low' } : {}) })
  }

  // Where a workflow fills in the secret itself, `ci-secret-printed` tells it.
  const inWorkflow = ciHostOf(scene.document.path) === 'github'
  const toldElsewhere = ({ shown }: SecretUse): boolean => inWorkflow && shown.startsWith('secrets.')

  const spoken = (visit: Visit): void => {
    // How a runner is told what it must not show.
    if (
      visit.step.words.some(({ parts }) =>
        parts.some((part) => part.kind === 'text' && part.text.includes('::add-mask::')),
      )
    )
      return
    for (const word of visit.step.words) {
      const use = secrets.in(word.parts)
      if (use === undefined || (printers.has(visit.step.name) && toldElsewhere(use))) continue
      report(word, use, visit)
      return
    }
  }

  const read = (visit: Visit): void => {
    const use = secrets.printed(visit.step)
    const { command, head } = visit.step
    if (use === undefined || head === undefined) return
    const file = visit.step.words.find(({ parts }) => use.shown === expand(parts, scene.variables))
    const given = command.redirections.find(({ operator }) => operator.startsWith('<'))
    const { start, end } = file ?? given ?? head
    report({ kind: 'word', start, end, parts: [] }, use, visit)
  }

  return {
    visit(visit) {
      if (visit.sink !== 'out' && visit.sink !== 'function') return
      const { name, args } = visit.step
      if (name === 'printf' && args[0] === '-v') return
      if (printers.has(name) || echoing.has(name)) spoken(visit)
      else if (files.has(name)) read(visit)
    },
  }
}
