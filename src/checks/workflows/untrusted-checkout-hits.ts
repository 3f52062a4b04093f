import type { TextRange } from '../../formats/tree.ts'
import type { Hit, Severity } from '../../model/rule.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { secretsIn } from './flow.ts'
import { fieldAt, mapAt, scalarAt, textAt } from './nodes.ts'
import type { Job, Pipeline, Step } from './pipeline.ts'
import { expressionsAt } from './script.ts'

const privileged = ['pull_request_target', 'workflow_run', 'issue_comment'] as const

export function* untrustedCheckoutHits(file: CiFile): Generator<Hit> {
  for (const pipeline of file.pipelines) {
    const trigger = privileged.find((name) => pipeline.triggers.has(name))
    if (trigger === undefined) continue
    for (const job of pipeline.jobs) yield* jobHits(file, pipeline, job, trigger)
  }
}

function* jobHits(file: CiFile, pipeline: Pipeline, job: Job, trigger: string): Generator<Hit> {
  if (isOwn(job.condition)) return
  for (const [index, step] of job.steps.entries()) {
    const range = isOwn(step.condition) ? undefined : headCheckout(step)
    if (range === undefined) continue
    const later = job.steps.slice(index + 1)
    const severity = severityOf(file, pipeline, job, step, later)
    if (severity === undefined) continue
    yield hitOf(file, { range, severity, note: noteOf(trigger, severity) })
    return
  }
}

const noteOf = (trigger: string, severity: Severity): string =>
  severity === 'medium'
    ? `A job of ${trigger} checks out the head of a pull request and runs it with the token of the job within reach`
    : `A job of ${trigger} checks out the head of a pull request and has secrets`

/** Only of the repository itself, never of a fork. */
const isOwn = (condition: string): boolean => own.test(condition)

const own =
  /head(?:_|\.)repo(?:sitory)?\.full_name\s*==\s*github\.repository|github\.repository\s*==\s*github\.event\.[\w.]*head[\w.]*\.full_name|!\s*github\.event\.[\w.]*\.fork\b|\.fork\s*==\s*false/

const head =
  /github\.event\.pull_request\.head\.|github\.head_ref|refs\/pull\/|github\.event\.workflow_run\.head_|pull_request\.merge_commit_sha/

/** Where the head of a change is named. */
const headCheckout = (step: Step): TextRange | undefined => {
  if (step.uses?.name === 'actions/checkout')
    for (const { key, value } of step.with) {
      const node = scalarAt(value)
      if ((key === 'ref' || key === 'repository') && node !== undefined && head.test(String(node.value))) return node
    }
  for (const script of step.scripts) {
    const found = /\bgh[ \t]+pr[ \t]+checkout\b|\bgit[ \t]+(?:fetch|pull)\b[^\n;&|]{0,200}\bpull\/[^\n;&| ]{0,80}/.exec(
      script.text,
    )
    if (found !== null) return script.sourceOf({ start: found.index, end: found.index + found[0].length })
  }
  return undefined
}

/** Undefined where nothing of the change is run, or nothing is there for it to take. */
const severityOf = (
  file: CiFile,
  pipeline: Pipeline,
  job: Job,
  checkout: Step,
  later: readonly Step[],
): Severity | undefined => {
  const runs =
    [checkout, ...later].some(({ scripts, uses }) => scripts.length > 0 || uses?.name.startsWith('./')) ||
    later.length > 0
  if (!runs) return undefined
  const outer = secretsIn(file.text, pipeline.env).size + secretsIn(file.text, job.env).size > 0
  if (outer || later.some((step) => namesSecret(file, step))) return 'high'
  return holdsToken(pipeline, job, checkout) ? 'medium' : undefined
}

const namesSecret = (file: CiFile, { env, with: given, scripts }: Step): boolean => {
  const values = [...env, ...given].flatMap(({ value }) => scalarAt(value) ?? [])
  const all = [
    ...values.flatMap((node) => expressionsAt(file.text, node)),
    ...scripts.flatMap(({ expressions }) => expressions),
  ]
  return all.some(({ secrets }) => secrets.some(({ tested, name }) => !tested && name !== 'GITHUB_TOKEN'))
}

/** The checkout leaves the token behind, unless told not to; a token that may only read the public code takes nothing. */
const holdsToken = ({ root }: Pipeline, { node }: Job, { with: given, uses }: Step): boolean => {
  if (uses?.name !== 'actions/checkout') return true
  if (textAt(given.find(({ key }) => key === 'persist-credentials')?.value) === 'false') return false
  const permissions = fieldAt(node, 'permissions') ?? fieldAt(root, 'permissions')
  if (permissions === undefined) return true
  const map = mapAt(permissions)
  if (map === undefined) return textAt(permissions) !== 'read-all'
  return map.entries.some(({ value }) => textAt(value) === 'write')
}
