import { targetsOf } from '../effects.ts'
import { isTemporary } from '../places.ts'
import { type Scene, shownWord } from '../scene.ts'
import type { Word } from '../token.ts'
import type { Detector } from './detector.ts'

/** Names of temporary files that somebody else can take first. */
export const mktempU = (scene: Scene): Detector => {
  const severity = scene.facts.handlesSecrets ? 'medium' : 'low'
  const reported = new Set<string>()

  return {
    visit({ step }) {
      if (step.name === 'mktemp') {
        const at = step.args.findIndex((arg) => /^-[a-z]*u[a-z]*$|^--dry-run$/.test(arg))
        const word = step.words[at]
        const start = step.command.words[0]?.start ?? 0
        if (word === undefined || scene.facts.isExclusive(start) || isRandomWord(step.args)) return
        const note =
          'takes a name that does not exist, and leaves it to others to make the file first; let mktemp make it'
        scene.hit('shell-mktemp-u', (step.head ?? word).start, word.end, { note, severity })
      }
      for (const target of targetsOf(step, scene.variables)) {
        if (!isTemporary(target.path) || !/\$(?:\$|RANDOM|PPID|BASHPID)/.test(target.path) || reported.has(target.path))
          continue
        if (target.path.includes('XXX') || scene.facts.noClobber || isInMadeFolder(scene, target.word)) continue
        reported.add(target.path)
        const note = `writes to ${shownWord(target.word)}, a name that others can foresee; use mktemp`
        scene.hitWord('shell-mktemp-u', target.word, { note, severity })
      }
    },
  }
}

/** A template without a folder, which makes a word that no file need be called. */
const isRandomWord = (args: readonly string[]): boolean =>
  !args.some((arg) => /^-[a-z]*[tp]$|^--tmpdir/.test(arg)) && args.some((arg) => /^[^/$-][^/$]*$/.test(arg))

const isInMadeFolder = ({ facts }: Scene, { parts }: Word): boolean =>
  parts.some((part) => part.kind === 'parameter' && facts.isMade(part.name))
