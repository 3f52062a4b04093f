import { plainText } from '../plain-text.ts'
import type { Scene } from '../scene.ts'
import type { Word } from '../token.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

/** Read by every shell that a user starts, or by every one in a folder. */
const startup =
  /(?:^|\/)\.?(?:bashrc|bash_profile|bash_login|profile|zshrc|zshenv|zprofile|zlogin|kshrc|envrc|config\.fish|bash\.bashrc)$|(?:^|\/)(?:profile\.d|environment\.d)\/|(?:^|\/)etc\/(?:profile|environment|zsh\/\w+)$/

/** `export SOPS_AGE_KEY=…`. */
export const ageKeyExported = (scene: Scene): Detector => ({
  visit({ step }) {
    if (!exports(step)) return
    for (const [index, word] of step.words.entries()) {
      const [name, ...rest] = (firstText(word) ?? '').split('=')
      if (name !== 'SOPS_AGE_KEY') continue
      const everywhere = startup.test(scene.document.path)
      const where = everywhere ? 'every program that is started' : 'every program that this script starts'
      const note = `puts the age key into the environment of ${where}; use SOPS_AGE_KEY_FILE or SOPS_AGE_KEY_CMD`
      const further = everywhere ? { note } : { note, severity: 'low' as const }
      const value = step.name === 'set' ? step.words[index + 1] : word
      const literal = value !== undefined && plainText(value).length > 20 && (rest.length > 0 || step.name === 'set')
      if (literal && value !== undefined) scene.hitValue('shell-age-key-exported', value, further)
      else scene.hitWord('shell-age-key-exported', word, further)
    }
  },
})

const firstText = ({ parts: [first] }: Word): string | undefined => (first?.kind === 'text' ? first.text : undefined)

const exports = ({ name, args }: Visit['step']): boolean => {
  if (name === 'export') return !args.includes('-n')
  if (name === 'declare' || name === 'typeset' || name === 'local') return args.some((arg) => /^-[a-zA-Z]*x/.test(arg))
  return name === 'set' && args.some((arg) => /^-[a-zA-Z]*[xU]|^--(?:export|universal)/.test(arg))
}
