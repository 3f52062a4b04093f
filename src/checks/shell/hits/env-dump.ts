import { ciHostOf } from '../../workflows/ci-paths.ts'
import type { Scene } from '../scene.ts'
import { isSecretName } from '../secret-names.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

/** Every variable printed, with the values. */
export const envDump = (scene: Scene): Detector => {
  const { facts, piece } = scene
  // What is dumped in these is told by `ci-env-dump`, which knows what a step holds.
  const toldElsewhere = ciHostOf(scene.document.path) !== undefined
  const inJob = piece.host === 'github' || piece.host === 'gitlab'

  return {
    visit(visit) {
      const { step, sink, inFunction } = visit
      const named = step.name === 'printenv' ? step.args.find(isSecretName) : undefined
      if (named === undefined && (toldElsewhere || !dumps(visit))) return
      if (named === undefined && !(inJob || facts.exportsSecrets)) return
      if (sink === 'captured' || sink === 'piped' || sink === 'nowhere') return
      const shown = sink === 'function' ? facts.shows(inFunction ?? '') : true
      if (shown === false || namesOnly(visit) || step.head === undefined) return
      const note =
        named === undefined
          ? `\`${[step.name, ...step.args.filter((arg) => arg.startsWith('-'))].join(' ').slice(0, 40)}\` writes every variable with its value, secrets among them`
          : `prints the value of ${named.slice(0, 60)}`
      scene.hitWord('shell-env-dump', step.head, { note, ...(shown === undefined ? { severity: 'low' } : {}) })
    },
  }
}

const dumps = ({ step: { name, args, command } }: Visit): boolean => {
  if (command.words.length === 0) return false
  const options = args.filter((arg) => !/^[A-Za-z_]\w*=/.test(arg))
  if (name === 'env' || name === 'printenv') return options.every((arg) => arg === '-0' || arg === '--null')
  if (name === 'set') return args.length === 0
  if (name === 'export') return args.length === 0 || (args.length === 1 && args[0] === '-p')
  if (name === 'declare' || name === 'typeset')
    return args.length === 0 || (args.length === 1 && /^-[xp]+$/.test(args[0] ?? ''))
  return false
}

/** Behind it the values are cut off, or some lines are picked out. */
const namesOnly = ({ steps, index }: Visit): boolean =>
  steps.slice(index + 1, index + 10).some(({ name, args }) => {
    if (name === 'cut') return args.some((arg) => /^(?:-f1|-d=)$/.test(arg))
    if (name === 'grep') return !args.some((arg) => /^-[A-Za-z]*v/.test(arg))
    return (name === 'sed' || name === 'awk') && args.some((arg) => /=\.\*|-F=?=|print \$1/.test(arg))
  })
