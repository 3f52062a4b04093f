import { copiesOf, landingsOf, plainPath, targetsOf } from '../effects.ts'
import { encryptsInPlace } from '../flow.ts'
import { expand } from '../places.ts'
import { type Scene, shownWord } from '../scene.ts'
import type { Word } from '../token.ts'
import { isFleeting } from './decrypted-writes.ts'
import type { Detector } from './detector.ts'

// Beyond this many files a script is generated.
const mostFiles = 10_000

/** Plaintext that is encrypted where it lies. */
export const encryptInPlace = (scene: Scene): Detector => {
  const written = new Map<string, Word>()
  const note = (path: string, word: Word): void => {
    if (written.size < mostFiles) written.set(plainPath(path), word)
  }

  return {
    visit({ step }) {
      for (const copy of copiesOf(step, scene.variables)) for (const path of landingsOf(copy)) note(path, copy.to.word)
      for (const target of targetsOf(step, scene.variables)) note(target.path, target.word)
      const files = new Set(encryptsInPlace(step))
      if (files.size === 0) return
      for (const word of step.words) {
        const path = expand(word.parts, scene.variables)
        if (!files.has(path) || isFleeting(path)) continue
        const before = written.get(plainPath(path))
        const where =
          before === undefined ? 'lies there as plaintext' : `line ${scene.lineOf(before.start)} put there as plaintext`
        const said = `encrypts in place what ${where} at ${shownWord(word)}: its old blocks stay on the disk, and a git object if it was added`
        scene.hitWord('shell-encrypt-in-place', word, {
          note: said,
          ...(before === undefined ? { severity: 'low' } : {}),
        })
      }
    },
  }
}
