import type { SealedVersion } from '../../model/rule.ts'
import { type EncryptedFile, readEncryptedFile } from '../../sops/encrypted-file.ts'

/** One version of an encrypted file, read in full. */
export interface Opened {
  readonly text: string
  readonly file: EncryptedFile
  readonly mac: string
  /** Identifies the run of SOPS that wrote the `mac`. */
  readonly macIv: string
}

/** Undefined for what is no encrypted file, for one that cannot be read in full, and for one whose `mac` has no `iv`. */
export const opened = async (path: string, text: string): Promise<Opened | undefined> => {
  const file = await readEncryptedFile(path, text)
  const mac = file?.metadata.mac
  if (file === undefined || mac === undefined || file.problems.length > 0) return undefined
  const macIv = /,iv:([A-Za-z0-9+/]{43}=),/.exec(mac)?.[1]
  return macIv === undefined ? undefined : { text, file, mac, macIv }
}

/** The same of bytes. */
export const openedBytes = (path: string, bytes: Uint8Array): Promise<Opened | undefined> => opened(path, textOf(bytes))

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')

/** A committed version and what it holds. */
export interface Origin extends Opened {
  readonly version: SealedVersion
}

/**
 * The oldest of the versions that is an encrypted file with the `mac` of this one, or with one that differs from it only
 * by damage. Most often it is this very file, which is not read again.
 */
export const originAmong = async (versions: readonly SealedVersion[], now: Opened): Promise<Origin | undefined> => {
  for (const version of versions) {
    const bytes = await version.bytes()
    const file = bytes === undefined ? undefined : await openedUnless(now, version.path, bytes)
    if (file !== undefined && isSameSeal(file.mac, now.mac)) return { ...file, version }
  }
  return undefined
}

const openedUnless = async (now: Opened, path: string, bytes: Uint8Array): Promise<Opened | undefined> => {
  const text = textOf(bytes)
  return text === now.text ? now : opened(path, text)
}

/**
 * Whether one text stems from the other. Not all of it is damaged at once: where `data` and `tag` both differ, SOPS
 * wrote the `mac` anew, which has the `iv` of the old one after a rotation within the second of the last write.
 */
export const isSameSeal = (one: string, other: string): boolean => {
  const [first, second] = [partsOf(one), partsOf(other)]
  return first !== undefined && second !== undefined && first.some((part, index) => part === second[index])
}

const partsOf = (mac: string): readonly string[] | undefined => /data:([^,]+),iv:[^,]+,tag:([^,]+),/.exec(mac)?.slice(1)
