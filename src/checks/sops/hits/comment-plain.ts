import type { Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { CommentLeaf, EncryptedFile } from '../../../sops/document.ts'
import type { FileHits } from '../encrypted-file-rule.ts'

// Said to editors and bots, which could not read them otherwise.
const directive =
  /^[\s!]*(?:yaml-language-server:|yamllint |renovate:|prettier-|eslint-|spellchecker:|codespell:|cspell:|vim?:|-\*-|leaktight:|kics-|checkov:|trivy:|nosec|noqa|pragma:|language:|\$schema)/i

/** Comments that SOPS means to encrypt and that are plaintext: it prints a warning and goes on. */
export const commentPlainHits: FileHits = function* (file, document): Generator<Hit> {
  if (encryptsNoComments(file)) return
  for (const comment of file.comments)
    if (isPlainComment(comment))
      yield {
        span: document.spanOfText(comment.start, comment.end),
        secret: new Secret(comment.text),
        note: 'This comment must be encrypted and is plaintext; no check of SOPS minds it',
      }
}

/** Comments are encrypted since SOPS 3.0. */
const encryptsNoComments = ({ metadata }: EncryptedFile): boolean => /^[0-2]\./.test(metadata.version ?? '')

const isPlainComment = ({ text, encrypted, mustBeEncrypted }: CommentLeaf): boolean =>
  mustBeEncrypted &&
  encrypted === undefined &&
  text.trim() !== '' &&
  !text.startsWith('ENC[AES256_GCM,') &&
  !directive.test(text)
