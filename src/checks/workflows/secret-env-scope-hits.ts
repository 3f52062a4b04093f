import type { Entry } from '../../formats/tree.ts'
import type { Hit } from '../../model/rule.ts'
import { shownKey } from '../shown-key.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { scalarAt } from './nodes.ts'
import { expressionsAt } from './script.ts'

/** A job of one step, and the job's own token, which every step has anyway, are left alone. */
export function* secretEnvScopeHits(file: CiFile): Generator<Hit> {
  for (const { env, jobs } of file.pipelines) {
    yield* hitsIn(file, env, 'the whole workflow')
    for (const job of jobs) if (job.steps.length > 1) yield* hitsIn(file, job.env, 'a whole job')
  }
}

function* hitsIn(file: CiFile, env: readonly Entry[], whose: string): Generator<Hit> {
  for (const { key, value } of env) {
    const node = scalarAt(value)
    if (node === undefined || key === 'SOPS_AGE_KEY') continue
    for (const { secrets, source } of expressionsAt(file.text, node)) {
      const use = secrets.find(({ name, tested }) => !tested && name !== undefined && name !== 'GITHUB_TOKEN')
      if (use !== undefined)
        yield hitOf(file, { range: source, note: `secrets.${shownKey(use.name ?? '')} is a variable of ${whose}` })
    }
  }
}
