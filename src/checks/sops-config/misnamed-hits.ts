import type { Context, Document, Hit } from '../../model/rule.ts'
import { isCurrent } from '../current-version.ts'

/** Beside a `.sops.yaml` it is only a leftover. */
export async function* misnamedHits(document: Document, context: Context): AsyncGenerator<Hit> {
  if (!(await isCurrent(document, context))) return
  const beside = document.path.replace(/[^/]*$/, '.sops.yaml')
  const known = await context.repository?.read(beside)
  if (known === undefined) yield {}
  else yield { severity: 'low', note: `SOPS never reads this file: it reads ${beside}` }
}
