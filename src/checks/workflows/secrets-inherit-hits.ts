import type { Hit } from '../../model/rule.ts'
import { type CiFile, hitOf } from './ci-file.ts'
import { fieldAt, scalarAt, textAt } from './nodes.ts'

export function* secretsInheritHits(file: CiFile): Generator<Hit> {
  for (const { jobs } of file.pipelines)
    for (const { node } of jobs) {
      const secrets = scalarAt(fieldAt(node, 'secrets'))
      const uses = textAt(fieldAt(node, 'uses'))
      if (secrets?.value !== 'inherit' || uses === undefined) continue
      const whose = uses.startsWith('./') ? 'A reusable workflow' : 'A reusable workflow of another repository'
      yield hitOf(file, { range: secrets, note: `${whose} is given every secret` })
    }
}
