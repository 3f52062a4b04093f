import type { Rule } from '../../model/rule.ts'
import { blockComment } from './block-comment.ts'
import { blockUnread } from './block-unread.ts'
import { createdOld } from './created-old.ts'
import { encMalformed } from './enc-malformed.ts'
import { groupsIgnored } from './groups-ignored.ts'
import { macShape } from './mac-shape.ts'
import { missingField } from './missing-field.ts'
import { recipientWeak } from './recipient-weak.ts'
import { shamirFile } from './shamir-file.ts'
import { time } from './time.ts'
import { versionOld } from './version-old.ts'

/** What can be wrong with the metadata of an encrypted file, as far as the file alone tells. */
export const sopsMetadataRules: readonly Rule[] = [
  missingField,
  macShape,
  encMalformed,
  recipientWeak,
  shamirFile,
  time,
  createdOld,
  versionOld,
  blockComment,
  blockUnread,
  groupsIgnored,
]
