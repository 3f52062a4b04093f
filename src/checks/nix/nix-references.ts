import { posix } from 'node:path'
import type { Context, Repository } from '../../model/rule.ts'
import { nixFileOf } from './nix-file.ts'
import { sopsFilesOf } from './sops-files.ts'

/** A tracked `.nix` file with a `sopsFile` in it. */
interface Candidate {
  readonly path: string
  readonly content: Buffer
  /** What it names; read when it may name what is asked for. */
  names?: ReadonlySet<string>
}

interface Candidates {
  readonly all: readonly Candidate[]
  /** By every word that stands in them: a reference ends in the name of the file. */
  readonly byWord: ReadonlyMap<string, readonly Candidate[]>
}

const known = new WeakMap<Context, Promise<Candidates>>()

/** The tracked `.nix` file that names a file as its `sopsFile`. They are read once for all documents. */
export const nixFileNaming = async (
  path: string,
  context: Context,
  repository: Repository,
): Promise<string | undefined> => {
  const candidates = known.get(context) ?? candidatesIn(repository)
  known.set(context, candidates)
  // Reading the structure is what takes time: a literal holds the name of the file, and is mostly near to it.
  const mentioning = holding(posix.basename(path), await candidates)
  const folder = posix.dirname(path)
  const near = mentioning.filter((each) => posix.dirname(each.path) === folder)
  const found = [...near, ...mentioning].find((each) => namesIn(each).has(path))
  return found?.path
}

const words = /[\w.+@-]+/g
const word = /^[\w.+@-]+$/

const holding = (name: string, { all, byWord }: Candidates): readonly Candidate[] =>
  word.test(name) ? (byWord.get(name) ?? []) : all.filter(({ content }) => content.includes(name))

/** So many files are asked for at once, and held. */
const atOnce = 200

const candidatesIn = async (repository: Repository): Promise<Candidates> => {
  const paths = (await repository.list()).filter((path) => path.endsWith('.nix'))
  const all: Candidate[] = []
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce)
    const contents = await Promise.all(some.map((path) => repository.read(path)))
    for (const [index, path] of some.entries()) {
      const { buffer, byteOffset, length } = contents[index] ?? new Uint8Array()
      const content = Buffer.from(buffer, byteOffset, length)
      if (content.includes('opsFile')) all.push({ path, content })
    }
  }
  return { all, byWord: wordsOf(all) }
}

const wordsOf = (candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> => {
  const byWord = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    for (const found of new Set(candidate.content.toString('latin1').match(words))) {
      const sharing = byWord.get(found)
      if (sharing === undefined) byWord.set(found, [candidate])
      else sharing.push(candidate)
    }
  }
  return byWord
}

const namesIn = (candidate: Candidate): ReadonlySet<string> => {
  const { path, content } = candidate
  candidate.names ??= new Set([...sopsFilesOf(nixFileOf(path, content.toString('utf8')).file)].map((each) => each.path))
  return candidate.names
}
