import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Context, Document, Hit } from '../../model/rule.ts'
import { treeOf } from '../../sops/plaintext.ts'
import { storeOf } from '../../sops/sniff.ts'
import { leftoverKeyTree } from '../leftovers/index.ts'
import { wipedHits } from '../leftovers/wiped-hits.ts'
import { isBlank } from '../sops/blank.ts'
import { plainKeys } from '../sops/decrypted-from.ts'
import { neverEncrypted } from '../sops/never-encrypted.ts'
import { isSourceCode } from '../sops/source-code.ts'
import { wasEncrypted } from '../sops/was-encrypted.ts'
import { encryptedNames } from './companion-names.ts'
import { type LeftoverName, leftoverName } from './leftover-names.ts'
import { type Standing, standingOf } from './standing.ts'

/** At most one hit. */
export async function* leftoverHits(document: Document, context: Context): AsyncGenerator<Hit> {
  const name = leftoverName(document.path)
  if (name === undefined) return
  const wiped = document.binary ? [...wipedHits(document)] : []
  if (wiped.length > 0) return yield* wiped.map((hit): Hit => ({ ...hit, severity: 'low' }))
  if (!(await holdsPlaintext(document))) return
  const evidence = await evidenceFor(document, name, context)
  if (evidence === undefined) return
  const standing = await standingOf(document, context)
  if (standing === 'ignored') return
  yield {
    ...evidence,
    ...(standing === 'untracked' ? { severity: 'low' } : {}),
    remedy: remedyFor(document.path, standing),
  }
}

const holdsPlaintext = async (document: Document): Promise<boolean> => {
  const { path, bytes, binary, text } = document
  if (
    isBlank(document) ||
    isSourceCode(path) ||
    neverEncrypted(
      path,
      () => true,
      () => text,
    )
  )
    return false
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('ENC[AES256_GCM,')) return false
  if (binary || (await treeOf(storeOf(path), text)) === undefined) return true
  return (await plainKeys(document)).size > 0
}

const evidenceFor = async (document: Document, name: LeftoverName, context: Context): Promise<Hit | undefined> => {
  const source = await encryptedSource(name, context)
  if (source !== undefined)
    return { note: `This file is plaintext, and by its name a copy of ${source}, which is encrypted` }
  if (name.certain && (await usesSops(document.path, context)))
    return { note: 'This file is plaintext, and by its name a decrypted copy' }
  if (document.binary) return undefined
  for await (const hit of leftoverKeyTree.check(document, context))
    return {
      ...hit,
      note: `This file is a leftover by its name, and ${hit.note ?? 'repeats an encrypted file'} in plaintext`,
    }
  return undefined
}

const encryptedSource = async ({ sources }: LeftoverName, { repository }: Context): Promise<string | undefined> => {
  for (const path of sources.flatMap((source) => [source, ...encryptedNames(source)])) {
    const content = await repository?.read(path)
    if (content !== undefined && (await wasEncrypted(path, content))) return path
  }
  return undefined
}

const usesSops = async (path: string, { repository }: Context): Promise<boolean> => {
  if (path.includes('.decrypted~')) return true
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  for (const config of new Set(['.sops.yaml', `${folder}.sops.yaml`]))
    if ((await repository?.read(config)) !== undefined) return true
  return false
}

const remedyFor = (path: string, standing: Standing): string =>
  standing === 'tracked'
    ? `Run: git rm --cached ${shellQuoted(path)}, then leaktight shred ${shellQuoted(path)}. If it was ever pushed, replace the credentials in it first.`
    : `Run: leaktight shred ${shellQuoted(path)}`
