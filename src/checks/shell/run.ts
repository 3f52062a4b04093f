import type { Document } from '../../model/rule.ts'
import { Assignments } from './assignments.ts'
import { Facts } from './facts.ts'
import { ageKeyExported } from './hits/age-key-exported.ts'
import { argvSecret } from './hits/argv-secret.ts'
import { decryptedToFile } from './hits/decrypted-writes.ts'
import type { DetectorMaker } from './hits/detector.ts'
import { echoSecret } from './hits/echo-secret.ts'
import { encryptInPlace } from './hits/encrypt-in-place.ts'
import { envDump } from './hits/env-dump.ts'
import { makeEcho } from './hits/make-echo.ts'
import { mktempU } from './hits/mktemp-u.ts'
import { openedSecrets } from './hits/opened-secrets.ts'
import { plaintextFiles } from './hits/plaintext-files.ts'
import { sopsSetArgv } from './hits/sops-set-argv.ts'
import { TemporaryPlaintext } from './hits/temp-plaintext.ts'
import { xtrace } from './hits/xtrace.ts'
import { type Found, Scene } from './scene.ts'
import { type ScriptText, scriptsOf } from './script.ts'
import { Walk } from './walk.ts'

const makers: readonly DetectorMaker[] = [
  decryptedToFile,
  openedSecrets,
  sopsSetArgv,
  encryptInPlace,
  echoSecret,
  xtrace,
  envDump,
  argvSecret,
  mktempU,
  plaintextFiles,
  makeEcho,
  ageKeyExported,
]

/** More in one file are counted in a last hit, not listed. */
const mostListed = 100

type Results = ReadonlyMap<string, readonly Found[]>

const known = new WeakMap<Document, Promise<Results>>()

/** What all rules find in a document, which is read once for them. */
export const foundIn = (document: Document): Promise<Results> => {
  const results = known.get(document) ?? find(document)
  known.set(document, results)
  return results
}

const find = async (document: Document): Promise<Results> => {
  const results = new Listing()
  for (const piece of await scriptsOf(document)) examine(document, piece, results)
  return results.listed()
}

const examine = (document: Document, piece: ScriptText, results: Listing): void => {
  const facts = new Facts(piece.script)
  const scene = new Scene(document, piece, facts, (rule, found) => results.add(rule, found))
  const temporary = new TemporaryPlaintext(document, piece.text, facts.trapped.has('EXIT'))
  const detectors = makers.map((make) => make(scene))
  facts.secrets.reassigned.clear()
  const walk = new Walk(scene.variables, [new Assignments(facts.secrets), ...detectors])
  for (const part of piece.script()) {
    for (const hit of temporary.hits(part)) results.add('shell-temp-plaintext', { hit, host: piece.host })
    walk.script(part)
  }
  for (const detector of detectors) detector.end?.()
}

/** Hits by rule, each place once. */
class Listing {
  readonly #found = new Map<string, Map<number, Found>>()
  readonly #beyond = new Map<string, number>()

  add(rule: string, found: Found): void {
    const places = this.#found.get(rule) ?? new Map<number, Found>()
    this.#found.set(rule, places)
    const start = found.hit.span?.start ?? -1
    if (places.has(start)) return
    if (places.size < mostListed) places.set(start, found)
    else this.#beyond.set(rule, (this.#beyond.get(rule) ?? 0) + 1)
  }

  listed(): Results {
    return new Map([...this.#found].map(([rule, places]) => [rule, [...places.values(), ...this.#more(rule)]]))
  }

  #more(rule: string): readonly Found[] {
    const more = this.#beyond.get(rule) ?? 0
    return more === 0 ? [] : [{ hit: { note: `${more} more places of this kind are in this file` }, host: 'file' }]
  }
}
