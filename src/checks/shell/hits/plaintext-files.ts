import { type Pipeline, pipelinesOf } from '../commands.ts'
import { copiesOf, landingsOf, operandsOf, plainPath, type Step, targetsOf } from '../effects.ts'
import { signalNamed } from '../facts.ts'
import { contentsAt, decryptedWrites, isPlaintextByName, stepsOf } from '../flow.ts'
import { credentialsIn } from '../key-values.ts'
import { expand } from '../places.ts'
import { type Scene, shownWord } from '../scene.ts'
import type { Word } from '../token.ts'
import { tokenise } from '../tokens.ts'
import type { Visit } from '../walk.ts'
import { isFleeting } from './decrypted-writes.ts'
import type { Detector } from './detector.ts'

interface Removal {
  readonly path: string
  readonly word: Word
  readonly recursive: boolean
  /** In a function or a handler, which runs when it is called. */
  readonly later: boolean
}

interface Wipe {
  readonly path: string
  readonly word: Word
}

// Beyond this many files a script is generated.
const most = 2_000

/** What becomes of the files that a script writes secrets to: removed, overwritten, left behind by a signal. */
export const plaintextFiles = (scene: Scene): Detector => {
  const { facts, piece, variables } = scene
  const plaintext = new Map<string, number>()
  const removals: Removal[] = []
  const wipes: Wipe[] = []
  const shredded = new Set<string>()
  let exitTrap: Word | undefined

  const keep = (path: string, at: number): void => {
    if (plaintext.size < most && !/^\/dev\/(?!shm\/)/.test(path) && path !== '') plaintext.set(plainPath(path), at)
  }

  const written = (visit: Visit): void => {
    const { steps, step, index } = visit
    if (index === 0) for (const { target } of decryptedWrites(steps, variables)) keep(target.path, target.word.start)
    const targets = targetsOf(step, variables)
    const literal =
      targets.length > 0 &&
      contentsAt(steps, index, variables).some((text) => credentialsIn(piece.text, text).length > 0)
    if (literal || (targets.length > 0 && facts.secrets.said(step) !== undefined))
      for (const target of targets) keep(target.path, target.word.start)
    for (const copy of copiesOf(step, variables))
      if (isPlaintextByName(copy.from) || plaintext.has(plainPath(copy.from)))
        for (const path of landingsOf(copy)) keep(path, copy.to.word.start)
  }

  const removed = (step: Step, later: boolean): void => {
    if ((step.name !== 'rm' && step.name !== 'unlink') || removals.length > most) return
    const recursive = step.args.some((arg) => /^-[a-z]*[rR]|^--recursive/.test(arg))
    for (const word of operandsOf(step))
      removals.push({ path: plainPath(expand(word.parts, variables)), word, recursive, later })
  }

  const overwritten = (step: Step): void => {
    const shred = shredOf(step)
    if (shred === undefined) return
    for (const word of shred.operands) {
      const path = expand(word.parts, variables)
      shredded.add(plainPath(path))
      if (!shred.removes && !/^\/dev\/|^-$/.test(path) && wipes.length < most)
        wipes.push({ path: plainPath(path), word })
    }
  }

  const handled = (visit: Visit): void => {
    const { step } = visit
    if (step.name !== 'trap') return
    const [handler] = step.words
    if (step.args.slice(1).some((arg) => signalNamed(arg) === 'EXIT')) exitTrap ??= step.head
    for (const pipeline of handler === undefined ? [] : quoted(piece.text, handler))
      for (const inner of stepsOf(pipeline, variables.inner())) {
        removed(inner, true)
        overwritten(inner)
      }
  }

  /** What runs later sees what variables hold then. */
  const pathOf = ({ path, word, later }: Removal): string => (later ? plainPath(expand(word.parts, variables)) : path)

  const sayRemovals = (): void => {
    for (const removal of removals) {
      const { word, recursive, later } = removal
      const path = pathOf(removal)
      const at = heldAt(plaintext, path, recursive)
      if (at === undefined || shredded.has(path) || isFleeting(path) || (!later && at > word.start)) continue
      const note = `removes ${shownWord(word)}, which held secrets, without overwriting it; use \`leaktight shred\` or \`shred -u\``
      scene.hitWord('shell-rm-not-shred', word, { note })
    }
  }

  const sayWipes = (): void => {
    for (const { path, word } of wipes) {
      if (removals.some((removal) => pathOf(removal) === path && (removal.later || removal.word.start > word.start)))
        continue
      const note = `overwrites ${shownWord(word)} and leaves it in place: shred removes nothing without -u`
      scene.hitWord('shell-shred-no-u', word, { note })
    }
  }

  const saySignals = (): void => {
    if (exitTrap === undefined || (piece.shell !== 'sh' && piece.shell !== 'zsh') || !facts.trapped.has('EXIT')) return
    if (piece.host === 'make' || piece.host === 'just' || plaintext.size === 0) return
    const missing = ['INT', 'TERM', 'HUP'].filter((signal) => !facts.trapped.has(signal))
    if (missing.length === 0) return
    const kind = piece.shell === 'zsh' ? 'zsh' : 'sh, which is dash on Debian,'
    const note = `${kind} runs a handler for EXIT on no signal: name ${missing.join(', ')} too, or the plaintext stays when the script is stopped`
    const grave = missing.length > 1 && [...plaintext.keys()].some((path) => !isFleeting(path))
    scene.hit('shell-trap-missing-signals', exitTrap.start, exitTrap.end, {
      note,
      ...(grave ? {} : { severity: 'low' }),
    })
  }

  return {
    visit(visit) {
      written(visit)
      removed(visit.step, visit.inFunction !== undefined)
      overwritten(visit.step)
      handled(visit)
    },
    end() {
      sayRemovals()
      sayWipes()
      saySignals()
    },
  }
}

/** Where a path, one below it or one that a pattern covers, got its secrets. */
const heldAt = (plaintext: ReadonlyMap<string, number>, path: string, recursive: boolean): number | undefined => {
  const whole = plaintext.get(path)
  const star = path.indexOf('*')
  if (whole !== undefined || (!recursive && star < 3)) return whole
  const prefix = star >= 3 ? path.slice(0, star) : `${path}/`
  let looked = 0
  for (const [held, at] of plaintext) {
    if (held.startsWith(prefix)) return at
    if (++looked > 200) break
  }
  return undefined
}

/** The operands of `shred`, also behind `find … -exec` and `xargs`, and whether it removes them. */
const shredOf = (step: Step): { operands: readonly Word[]; removes: boolean } | undefined => {
  const searching = step.name === 'find' || step.name === 'xargs'
  const from = searching ? step.args.indexOf('shred') + 1 : 0
  if (searching ? from === 0 : step.name !== 'shred') return undefined
  const operands: Word[] = []
  let removes = step.args.includes('-delete')
  for (let at = from; at < step.words.length; at++) {
    const word = step.words[at]
    const arg = step.args[at] ?? ''
    if (word === undefined || arg === ';' || arg === '+') break
    if (/^--(?:help|version)$/.test(arg)) removes = true
    if (/^--remove(?:=|$)/.test(arg) || /^-[fvxz]*u/.test(arg)) removes = true
    if (/^-[fvxzu]*[ns]$/.test(arg) || /^--(?:iterations|size|random-source)$/.test(arg)) at++
    else if (!arg.startsWith('-') && !/^\d*>/.test(arg)) operands.push(word)
  }
  const [program] = step.words.slice(from - 1)
  if (searching && operands.length === 0 && program !== undefined) operands.push(program)
  return { operands, removes }
}

/** The commands in a quoted word, with the offsets that they have in the script. */
const quoted = (text: string, { start, end }: Word): readonly Pipeline[] => {
  if (!/^['"]/.test(text.slice(start, start + 1)) || end - start > 2_000) return []
  return pipelinesOf(tokenise(text, {}, { start: start + 1, end: end - 1 }))
}
