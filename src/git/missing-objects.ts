import { CannotCheckError } from '../model/errors.ts'
import { endOfGit, type GitPlace, refetch, startGit } from './run.ts'

/** An object that something leads to and that is not here; says what to do. */
export class MissingObjectError extends CannotCheckError {
  override name = 'MissingObjectError'

  constructor(object: string, cause?: unknown) {
    super(`object ${object} is missing (partial or damaged clone): ${refetch}`, cause)
  }
}

/** Several of them. */
export class MissingObjectsError extends CannotCheckError {
  override name = 'MissingObjectsError'

  constructor(objects: readonly string[]) {
    const count = objects.length === 1 ? '1 object is' : `${objects.length} objects are`
    super(`${count} missing (${objects[0]}${objects.length === 1 ? '' : ', …'}; partial or damaged clone): ${refetch}`)
  }
}

// Quiet about objects that are there.
const options = ['--quiet', '--objects', '--all', '--reflog', '--indexed-objects', '--missing=print']

/** The ids in the output of `git rev-list --missing=print`, which marks an object that is not there with `?`. */
export const missingIn = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []))

/** Every object that refs, reflogs or the index lead to and that is not here; nothing is fetched. */
export const missingObjects = async (place: GitPlace): Promise<string[]> => {
  const args = ['rev-list', ...options]
  const child = startGit(place, args)
  const end = endOfGit(child, args)
  end.catch(() => {}) // awaited below, once the output has been read
  child.stdin.end()
  const missing: string[] = []
  let rest = ''
  for await (const piece of child.stdout) {
    const lines = `${rest}${(piece as Buffer).toString('latin1')}`.split('\n')
    rest = lines.pop() ?? ''
    missing.push(...missingIn(lines))
  }
  await end
  return missing
}
