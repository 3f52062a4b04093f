import type { Entry, ScalarNode, TreeNode } from '../../formats/tree.ts'
import type { Hit } from '../../model/rule.ts'
import { Secret } from '../../model/secret.ts'
import { isCredentialKey } from '../leftovers/credential-key.ts'
import { isRealValue } from '../leftovers/real-value.ts'
import { shownKey } from '../shown-key.ts'
import { type CiFile, hitOf, type Remark } from './ci-file.ts'
import { entriesAt, fieldAt, followed, scalarAt } from './nodes.ts'

export function* literalCredentialHits(file: CiFile): Generator<Hit> {
  for (const pipeline of file.pipelines) {
    if (file.host === 'gitlab') yield* variableHits(file, pipeline.env)
    for (const job of pipeline.jobs)
      yield* file.host === 'gitlab' ? variableHits(file, job.env) : containerHits(file, job.node)
  }
}

/** `container:` and each of `services:`. */
function* containerHits(file: CiFile, job: TreeNode): Generator<Hit> {
  const services = entriesAt(fieldAt(job, 'services')).map(({ value }) => value)
  for (const container of [fieldAt(job, 'container'), ...services]) {
    const node = scalarAt(fieldAt(container, 'credentials', 'password'))
    if (node === undefined || !isLiteral(node)) continue
    yield masked(file, node, { note: 'The password of a container registry is written into a workflow' })
  }
}

/** A value may stand below `value:`, beside its description. */
function* variableHits(file: CiFile, variables: readonly Entry[]): Generator<Hit> {
  for (const { key, value } of variables) {
    if (key !== 'DOCKER_AUTH_CONFIG' && !isCredentialKey(key)) continue
    const node = scalarAt(followed(value)?.kind === 'map' ? fieldAt(value, 'value') : value)
    if (node === undefined || !isLiteral(node) || isHarmless(String(node.value))) continue
    const note = `The value of the variable ${shownKey(key)} is written into the pipeline`
    yield masked(file, node, { note, severity: key === 'DOCKER_AUTH_CONFIG' ? 'medium' : 'low' })
  }
}

const masked = (file: CiFile, node: ScalarNode, said: Omit<Remark, 'range'>): Hit => ({
  ...hitOf(file, { ...said, range: node }),
  secret: new Secret(String(node.value)),
})

const isLiteral = ({ value }: ScalarNode): boolean =>
  isRealValue(value) && !/[$%{]{2}|^\$|^%\w+%$|\$\w/.test(String(value))

/** Names of things, passwords of databases that live as long as the job, addresses and paths. */
const isHarmless = (value: string): boolean =>
  value.length < 6 ||
  /^[a-z]+(?:[-_ .][a-z]+)*$|^\d+$|^(?:https?:\/|\.{0,2}\/)|\.(?:txt|json|ya?ml|pem|key)$/.test(value) ||
  /test|example|dummy|postgres|mysql|localhost/i.test(value)
