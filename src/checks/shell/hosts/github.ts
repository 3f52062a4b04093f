import type { TreeNode } from '../../../formats/tree.ts'
import type { Shell } from '../script-text.ts'
import type { Piece } from './piece.ts'
import { shellNamed } from './shell-name.ts'
import { distinct, documentsOf } from './yaml-file.ts'
import { entriesOf, itemsOf, runsOf, textAt, valueAt } from './yaml-script.ts'

/** `run` of every step of a workflow or of a composite action, but for those that another language runs. */
export const piecesInWorkflow = async (path: string, text: string): Promise<readonly Piece[]> => {
  if (!text.includes('run')) return []
  const [root] = await documentsOf(path, text)
  const whole = textAt(root, 'defaults', 'run', 'shell')
  const pieces = entriesOf(valueAt(root, 'jobs')).flatMap(({ value: job }) =>
    stepsIn(text, valueAt(job, 'steps'), textAt(job, 'defaults', 'run', 'shell') || whole || usualShell(job)),
  )
  return distinct([...pieces, ...stepsIn(text, valueAt(root, 'runs', 'steps'), '')])
}

const stepsIn = (text: string, steps: TreeNode | undefined, usual: string): readonly Piece[] =>
  itemsOf(steps).flatMap((step) => {
    const shell = shellOf(textAt(step, 'shell') || usual)
    return shell === undefined ? [] : [{ shell, runs: runsOf(text, valueAt(step, 'run')) }]
  })

/** Windows has PowerShell; a container may have nothing but `sh`. */
const usualShell = (job: TreeNode): string => {
  if (/^windows/i.test(textAt(job, 'runs-on'))) return 'pwsh'
  return valueAt(job, 'container') === undefined ? 'bash' : 'sh'
}

/** `bash`, `bash -e {0}`, `${{ inputs.shell }}`; undefined for what is no shell of ours. */
const shellOf = (name: string): Shell | undefined => {
  if (name === '' || name.includes('${{')) return 'unknown'
  return shellNamed(name.trim().split(/\s/)[0] ?? '')
}
