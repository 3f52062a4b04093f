import { plainText } from '../plain-text.ts'
import type { Scene } from '../scene.ts'
import { namesNoSecret } from '../secret-sources.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

/** Values given to `sops set` as arguments. */
export const sopsSetArgv = (scene: Scene): Detector => ({
  visit({ step }) {
    const at = valueAt(step)
    const word = at === undefined ? undefined : step.words[at]
    if (at === undefined || word === undefined) return
    const index = (step.args[at - 1] === '--set' ? step.args[at] : step.args[at - 1]) ?? ''
    const use = scene.facts.secrets.in(word.parts)
    if (use === undefined && namesNoSecret(/\[.*\]/.exec(index.slice(0, 500))?.[0] ?? index)) return
    const note = `gives ${use?.shown ?? 'the value'} to sops as an argument, which every user can read while it runs; use --value-stdin`
    if (plainText(word) !== '') scene.hitValue('shell-sops-set-argv', word, { note })
    else scene.hitWord('shell-sops-set-argv', word, { note })
  },
})

/** Which argument is the value: the third behind `set`, or the one behind `--set`. */
const valueAt = ({ name, args }: Visit['step']): number | undefined => {
  if (name !== 'sops') return undefined
  const old = args.indexOf('--set')
  if (old >= 0) return old + 1
  const verb = args.findIndex((arg) => !arg.startsWith('-'))
  if (args[verb] !== 'set' || args.some((arg) => arg === '--value-stdin' || arg === '--value-file')) return undefined
  const operands = [...args.keys()].filter((at) => at > verb && !args[at]?.startsWith('-'))
  return operands[2]
}
