import type { Rule } from '../../model/rule.ts'
import { isSopsConfig } from './config-path.ts'

/** A `.sops.yaml` in a folder whose answer hangs on where SOPS is run. */
export const nestedConfig: Rule = {
  meta: {
    id: 'sops-nested-config',
    summary: 'Run from the top of the repository, SOPS gives files of this folder another answer',
    severity: 'low',
    why: 'SOPS looks for its configuration from the folder it is run in upwards, not from the folder of the file. The same command encrypts one file to different recipients depending on where somebody stands.',
    remedy: 'Keep one .sops.yaml at the top of the repository, or make both say the same for the files of this folder.',
    references: ['https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files'],
  },
  needs: ['content', 'path', 'repository'],
  keywords: ['creation_rules'],
  paths: (path) => isSopsConfig(path) && path.includes('/'),
  textOnly: true,
  wholeOnly: true,
  advisory: true,
  async *check(document, context) {
    const { nestedConfigHits } = await import('./nested-config-hits.ts')
    yield* nestedConfigHits(document, context)
  },
}
