import { isDecryptor, isNamedSecret, outputsOf } from '../decryptors.ts'
import { inputCopies, isExposed, type Step, type Target, targetsOf } from '../effects.ts'
import { carriers } from '../flow.ts'
import { type Scene, shownWord } from '../scene.ts'
import { asksStore, selectsHarmless } from '../secret-sources.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

/** What other programs than sops decrypt, or a store of secrets answers, written into temporary folders. */
export const openedSecrets = (scene: Scene): Detector => {
  const trapped = scene.facts.trapped.has('EXIT')

  const report = (target: Target, opener: Step): void => {
    if (!isExposed(target, trapped)) return
    const store = asksStore(opener) && !isDecryptor(opener)
    const note = `writes what ${opener.name} ${store ? 'answers' : 'decrypts'} to ${shownWord(target.word)}, where it stays as plaintext; use a pipe, or a folder under "$XDG_RUNTIME_DIR"`
    // Anything may be encrypted; what is named as configuration or as a secret is more than a backup.
    const grave = store || isNamedSecret(target.path) || opener.args.some(isNamedSecret)
    scene.hitWord('shell-temp-plaintext', target.word, { note, ...(grave ? {} : { severity: 'low' }) })
  }

  return {
    visit({ steps, index }) {
      if (index !== 0) return
      let opener: Step | undefined
      for (const step of steps) {
        const copies = opener === undefined ? [] : inputCopies(step, scene.variables)
        for (const target of copies) if (opener !== undefined) report(target, opener)
        opener = opens(step) ? step : carriers.has(step.name) && !selectsHarmless(step) ? opener : undefined
        if (opener === undefined) continue
        const own = opener === step ? outputsOf(step, scene.variables) : []
        for (const target of [...own, ...targetsOf(step, scene.variables)]) report(target, opener)
      }
    },
  }
}

const opens = (step: Visit['step']): boolean => asksStore(step) || isDecryptor(step)
