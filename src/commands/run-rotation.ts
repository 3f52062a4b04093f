import { join } from 'node:path'
import { maxLength } from '../formats/limits.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository } from '../git/repository.ts'
import { readIdentityComments } from '../sources/machine/identity-comments.ts'
import { keyPlaces } from '../sources/machine/key-files.ts'
import { diskState } from '../sources/states.ts'
import { lookAt } from '../sources/tracked-file.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { keysOf } from './keys.ts'
import { rotationCommand } from './rotation.ts'
import { readConfig, setUp } from './setup.ts'

export interface RotationFlags {
  readonly format: 'text' | 'json'
  readonly config?: string
  /** Opens encrypted files in memory. */
  readonly decrypt?: boolean
}

/** `leaktight rotation`: encrypted files on disk × git history → ages → verdicts. */
export const runRotation = async (
  invocation: Invocation,
  files: readonly string[],
  flags: RotationFlags,
): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const setup = await setUp(place.root, await readConfig(invocation.cwd, place.root, flags.config), {})
  return rotationCommand({
    files,
    cwd: invocation.cwd,
    disk: {
      root: place.root,
      list: diskState(place.root, place).list,
      look: async (path) => lookAt(join(place.root, path), maxLength),
    },
    history: gitHistory(place),
    policy: setup.checkPolicy,
    ...keysOf(invocation, place.root, setup, flags, { decrypt: flags.decrypt === true, by: '--decrypt' }),
    identities: () =>
      keyPlaces(invocation.env, invocation.cwd).flatMap((key) =>
        key.kind === 'age' ? (readIdentityComments(key) ?? []) : [],
      ),
    now: invocation.now,
    format: flags.format,
    color: invocation.color,
  })
}
