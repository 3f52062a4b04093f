import { copiesOf, isExposed, type Target, targetsOf } from '../effects.ts'
import { decryptedWrites, givenFiles } from '../flow.ts'
import { isTemporary } from '../places.ts'
import { type Scene, shownWord } from '../scene.ts'
import type { SecretUse } from '../secrets.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

/** In memory, a device, or what a workflow's runner reads and other rules look at. */
export const isFleeting = (path: string): boolean =>
  /^(?:\/dev\/(?:shm\/|null$|tty$|stdin$|stdout$|stderr$|fd\/)|\/run\/|\/proc\/|\$\{?(?:LEAKTIGHT_TMP|RUNTIME_DIRECTORY|GITHUB_\w+)\b|&|\d+$|-$)/.test(
    path,
  )

/** What sops decrypts, written to a file or through `tee`. */
export const decryptedToFile = (scene: Scene): Detector => {
  const trapped = scene.facts.trapped.has('EXIT')

  const written = (target: Target): void => {
    const shown = target.path === givenFiles ? givenFiles : shownWord(target.word)
    const note = `writes what sops decrypts to ${shown}; use \`sops exec-env\`, \`sops exec-file\` or \`<(sops -d …)\``
    const unknown = target.path.startsWith('$')
    scene.hitWord(
      'shell-sops-decrypt-to-file',
      target.word,
      { note, ...(unknown ? { severity: 'low' } : {}) },
      target.path,
    )
  }

  const teed = ({ steps }: Visit, target: Target, at: number): void => {
    const shown = isShown(steps, at)
    if (isTemporary(target.path) && !shown) return
    const also = shown ? ' and to standard output' : ''
    const note = `writes what sops decrypts to ${shownWord(target.word)}${also}; use \`sops exec-env\` or \`<(sops -d …)\``
    scene.hitWord('shell-sops-decrypt-tee', target.word, { note })
  }

  /** A variable that holds what was decrypted, or any secret in a temporary folder. */
  const spoken = (visit: Visit, use: SecretUse): void => {
    for (const target of targetsOf(visit.step, scene.variables)) {
      if (isFleeting(target.path)) continue
      const note = `writes ${use.shown} to ${shownWord(target.word)}, where it stays as plaintext`
      if (!isTemporary(target.path)) {
        if (use.origin === 'decrypted')
          scene.hitWord(
            'shell-sops-decrypt-to-file',
            target.word,
            { note, ...(target.path.startsWith('$') ? { severity: 'low' } : {}) },
            target.path,
          )
      } else if (isExposed(target, trapped)) scene.hitWord('shell-temp-plaintext', target.word, { note })
    }
  }

  return {
    visit(visit) {
      const { steps, step, index } = visit
      if (index === 0)
        for (const { target, step: writer, index: at } of decryptedWrites(steps, scene.variables)) {
          if (isFleeting(target.path) || target.word.parts[0]?.kind === 'process') continue
          if (writer.name === 'tee' && writer.words.includes(target.word)) teed(visit, target, at)
          else if (!isTemporary(target.path)) written(target)
        }
      const copied = step.words.some((word) => scene.facts.secrets.inProcess(word)?.origin === 'decrypted')
      const landing = copied ? copiesOf(step, scene.variables)[0]?.to : undefined
      if (landing !== undefined && !isFleeting(landing.path)) written(landing)
      const use = step.command.redirections.length > 0 ? scene.facts.secrets.said(step) : undefined
      if (use !== undefined) spoken(visit, use)
    },
  }
}

/** `tee` at the end of a pipeline whose output goes nowhere else. */
const isShown = (steps: Visit['steps'], at: number): boolean =>
  at === steps.length - 1 &&
  !(steps[at]?.command.redirections ?? []).some(
    ({ operator, descriptor }) => operator.startsWith('>') && (descriptor ?? '1') === '1',
  )
