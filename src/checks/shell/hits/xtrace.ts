import { runsSecret } from '../facts.ts'
import type { Scene } from '../scene.ts'
import type { Visit } from '../walk.ts'
import type { Detector } from './detector.ts'

interface Trace {
  readonly start: number
  readonly end: number
  readonly conditional: boolean
}

/** Secrets that are expanded while the shell prints every command. */
export const xtrace = (scene: Scene): Detector => {
  const { facts, piece } = scene
  // By the function it was switched on in; what stands behind it in the script is under ''.
  let traces = new Map<string, Trace | undefined>([['', shebangTrace(piece.text)]])
  const outside: Map<string, Trace | undefined>[] = []
  const reported = new Set<number>()

  const turn = (visit: Visit, on: boolean): void => {
    const { head, words } = visit.step
    const last = words.at(-1) ?? head
    if (head === undefined || last === undefined) return
    const trace = on ? { start: head.start, end: last.end, conditional: visit.conditional } : undefined
    traces.set(visit.inFunction ?? '', trace)
  }

  const report = (trace: Trace, at: number, shown: string): void => {
    if (reported.has(trace.start)) return
    reported.add(trace.start)
    const note = `tracing is on when line ${scene.lineOf(at)} expands ${shown}, and prints its value; put \`set +x\` before it`
    const further = trace.conditional ? { note, severity: 'low' as const } : { note }
    scene.hit('shell-xtrace', trace.start, trace.end, further)
  }

  return {
    visit(visit) {
      const { step, inFunction } = visit
      // In fish it exports a variable.
      if (step.name === 'set' && piece.shell !== 'fish') {
        const turned = turns(step.args)
        if (turned !== undefined) return turn(visit, turned)
      }
      if (shells.has(step.name)) nested(scene, visit)
      const trace = traces.has(inFunction ?? '') ? traces.get(inFunction ?? '') : traces.get('')
      const first = step.command.words[0] ?? step.command.header?.[0]
      if (trace === undefined || first === undefined) return
      const use = facts.secrets.inWords([...step.command.words, ...(step.command.header ?? [])])
      if (use !== undefined) report(trace, first.start, use.shown)
      else if (runsSecret(visit, facts.secrets)) report(trace, first.start, 'what was decrypted')
      else if (facts.usedIn.has(step.name) && facts.functions.has(step.name))
        report(trace, facts.usedIn.get(step.name) ?? first.start, 'a secret')
    },
    enter() {
      outside.push(new Map(traces))
    },
    leave() {
      traces = outside.pop() ?? traces
    },
  }
}

const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh'])

/** Whether `set` switches tracing on or off; undefined where it does neither. */
const turns = (args: readonly string[]): boolean | undefined => {
  let turned: boolean | undefined
  for (const [index, arg] of args.entries()) {
    if (arg === '--') break
    if (/^-[a-zA-Z]*x/.test(arg)) turned = true
    if (/^\+[a-zA-Z]*x/.test(arg)) turned = false
    if (arg === 'xtrace') turned = !(args[index - 1] ?? '').startsWith('+')
  }
  return turned
}

const shebangTrace = (text: string): Trace | undefined => {
  const found = /^#![^\n]*\b(?:ba|z|k|da)?sh\s+-[a-zA-Z]*x[^\s]*/.exec(text)
  return found === null ? undefined : { start: 0, end: found[0].length, conditional: false }
}

/** `bash -x SCRIPT` where secrets stand in the environment, or `bash -xc 'command'` that names one. */
const nested = (scene: Scene, { step }: Visit): void => {
  const at = step.args.findIndex((arg) => /^-[a-zA-Z]*x/.test(arg))
  const word = step.words[at]
  if (at === -1 || word === undefined || step.args.slice(0, at).some((arg) => !arg.startsWith('-'))) return
  if (!scene.facts.exportsSecrets) return
  const note = `runs a script with every command printed while secrets stand in the environment`
  scene.hitWord('shell-xtrace', word, { note, severity: 'low' })
}
