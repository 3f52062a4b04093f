import type { Rule } from '../../model/rule.ts'
import { conflictMarkers } from './conflict-markers.ts'
import { copiedMetadata } from './copied-metadata.ts'
import { decryptedTwin } from './decrypted-twin.ts'
import { dotenvLineEnds } from './dotenv-line-ends.ts'
import { emptyFile } from './empty-file.ts'
import { gitignoreInverted } from './gitignore-inverted.ts'
import { leftoverDecrypted } from './leftover-decrypted.ts'
import { partialStage } from './partial-stage.ts'
import { textconv, textconvCache } from './textconv.ts'
import { nonStringKey, toplevelSequence } from './unencryptable.ts'

/** Those about the settings of git, which only an audit asks for. */
export const textconvRules: readonly Rule[] = [textconvCache, textconv]

/** What can be wrong around encrypted files: in the index, beside them, in what a merge or a crash left of them. */
export const sopsRepositoryRules: readonly Rule[] = [
  partialStage,
  copiedMetadata,
  leftoverDecrypted,
  decryptedTwin,
  gitignoreInverted,
  conflictMarkers,
  dotenvLineEnds,
  emptyFile,
  toplevelSequence,
  nonStringKey,
  ...textconvRules,
]
