import type { Document, Hit } from '../../../model/rule.ts'
import { Secret } from '../../../model/secret.ts'
import type { CommentLeaf, Leaf } from '../../../sops/document.ts'
import type { FileHits } from '../encrypted-file-rule.ts'
import { leafHit, nameOf } from '../leaf-hit.ts'
import { ciphertextEnd, isDamaged } from './ciphertext-like.ts'

/** Ciphertext that does not follow the grammar, or has a type that no value has. */
export const damagedHits: FileHits = function* (file, document): Generator<Hit> {
  for (const leaf of file.leaves) {
    const fault = faultOf(leaf)
    // Between the brackets may stand whatever somebody typed there.
    if (fault !== undefined) yield { ...leafHit(document, leaf), note: `${nameOf(leaf)} ${fault}` }
  }
  for (const comment of file.comments)
    if (isDamagedComment(comment))
      yield {
        span: document.spanOfText(comment.start, comment.end),
        secret: new Secret(comment.text),
        note: 'An encrypted comment is no well-formed ENC[…] value: it cannot be decrypted',
      }
}

const faultOf = (leaf: Leaf): string | undefined => {
  const type = leaf.encrypted?.type
  // Of a comment inside of a list, SOPS itself makes an item.
  if (type === 'comment' && leaf.key !== undefined) return 'is the ciphertext of a comment in the place of a value'
  if (type === 'bytes') return 'has the type "bytes", which SOPS never writes'
  if (!isDamaged(leaf) || ciphertextEnd(String(leaf.value)) !== undefined) return undefined
  return 'is no well-formed ENC[…] value: it was damaged and cannot be decrypted'
}

const isDamagedComment = ({ text, encrypted }: CommentLeaf): boolean =>
  encrypted === undefined
    ? text.startsWith('ENC[AES256_GCM,') && ciphertextEnd(text) === undefined
    : encrypted.type !== 'comment'

/** Text behind the closing bracket, which SOPS drops without a word. */
export const trailingHits: FileHits = function* (file, document): Generator<Hit> {
  for (const leaf of file.leaves) if (isDamaged(leaf)) yield* trailingOf(leaf, nameOf(leaf), document)
  for (const comment of file.comments)
    if (comment.encrypted === undefined && comment.text.startsWith('ENC['))
      yield* trailingOf(comment, 'An encrypted comment', document)
}

function* trailingOf({ start, end }: { start: number; end: number }, name: string, document: Document): Generator<Hit> {
  const written = document.text.slice(start, end)
  const from = written.indexOf('ENC[')
  const length = from === -1 ? undefined : ciphertextEnd(written.slice(from))
  if (length === undefined) return
  const behind = document.text.slice(start + from + length, end)
  const tail = end - behind.trimStart().length
  yield {
    span: document.spanOfText(tail, end),
    secret: new Secret(document.text.slice(tail, end).replace(/["']$/, '')),
    note: `${name} has text behind its ciphertext: it is plaintext, and SOPS drops it without a word`,
  }
}
