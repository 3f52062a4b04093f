import { parentPort, workerData } from 'node:worker_threads'
import type { Quiet } from '../engine/forerun.ts'
import { ruledOut } from '../engine/rule-out.ts'
import { searchOf } from '../engine/search.ts'
import type { Context } from '../model/rule.ts'
import type { Unit } from '../model/unit.ts'
import { readRegular, readRegularInto } from '../sources/files.ts'
import { openArtefact, patternRulesOf } from './artefact.ts'
import { type Answers, type Asked, type Task, written } from './forerunner-messages.ts'

// A thread of its own, with the pattern rules of an artefact: it reads files and says in which there is nothing.

const { artefact: bytes, holdBytes } = workerData as Task
const artefact = openArtefact(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
if (artefact === undefined) throw new Error('the artefact holds no rules')
const rules = new Map(patternRulesOf(artefact).map((rule) => [rule.meta.id, rule]))
const search = searchOf(artefact.image)

// No pattern rule reads any of it.
const context: Context = { now: () => new Date(), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }

const unitOf = (path: string): Unit => ({
  path,
  origin: { from: 'worktree' },
  size: 0,
  bytes: () => Buffer.alloc(0),
  async *chunks() {},
})

const contentOf = (file: string | Uint8Array): Buffer => {
  const name = typeof file === 'string' ? file : Buffer.from(file)
  const length = readRegularInto(name, search.kernel.arena)
  return length === undefined ? readRegular(name, holdBytes) : search.kernel.arena.subarray(0, length)
}

const look = ({ file, path }: Asked): Quiet | undefined => {
  try {
    return ruledOut(unitOf(path), contentOf(file), search, rules, context)
  } catch {
    return undefined // the engine tries itself and says why
  }
}

parentPort?.on('message', ({ number, asked }: { number: number; asked: readonly Asked[] }) => {
  const answers: Answers = { number, answers: written(asked.map(look)) }
  parentPort?.postMessage(answers)
})
