import { setImmediate } from 'node:timers/promises'
import { maxLength } from '../formats/limits.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { startLog } from '../git/history-log.ts'
import { findRepository } from '../git/repository.ts'
import type { RotationFormat, RotationView } from '../reporters/rotation.ts'
import type { RotationOrder } from '../reporters/rotation-order.ts'
import type { FailOn } from '../reporters/rotation-report.ts'
import { readIdentityComments } from '../sources/machine/identity-comments.ts'
import { keyPlaces } from '../sources/machine/key-files.ts'
import { trackedDisk } from '../sources/tracked-disk.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { keysOf } from './keys.ts'
import { rotationCommand } from './rotation.ts'
import { type CloudFlags, cloudOf } from './rotation-cloud.ts'
import { readConfig, setUp } from './setup.ts'
import { version } from './version.generated.ts'

export interface RotationFlags extends CloudFlags {
  readonly format: RotationFormat
  readonly config?: string
  /** Opens encrypted files in memory. */
  readonly decrypt?: boolean
  readonly output?: string
  readonly sort: RotationOrder
  readonly failOn: FailOn
  readonly watchDays?: number
  readonly quiet?: boolean
}

/** A terminal that shows characters beyond ASCII; a pipe, a file and `NO_COLOR` get ASCII. */
const showsUnicode = (env: NodeJS.ProcessEnv): boolean =>
  env.TERM !== 'dumb' && (/utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '') || env.WT_SESSION !== undefined)

const plainly = ({ color }: Invocation, { output }: RotationFlags): boolean => !color || output !== undefined

const viewOf = (invocation: Invocation, flags: RotationFlags): Partial<RotationView> => ({
  unicode: !plainly(invocation, flags) && showsUnicode(invocation.env),
  ...(flags.output !== undefined || invocation.columns === undefined ? {} : { columns: invocation.columns }),
  quiet: flags.quiet === true,
  order: flags.sort,
  version,
})

/** `leaktight rotation`: encrypted files on disk × git history → ages → verdicts. */
export const runRotation = async (
  invocation: Invocation,
  files: readonly string[],
  flags: RotationFlags,
): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const setup = await setUp(place.root, await readConfig(invocation.cwd, place.root, flags.config), {})
  const disk = trackedDisk(place)
  const log = startLog(place) // while the files are read
  const asked = rotationCommand({
    files,
    cwd: invocation.cwd,
    disk: {
      root: place.root,
      list: disk.list,
      look: async (path) => {
        await setImmediate() // git writes no further than somebody reads
        return disk.look(path, maxLength)
      },
    },
    history: gitHistory(place, { log }),
    policy: setup.checkPolicy,
    ...keysOf(invocation, place.root, setup, flags, { decrypt: flags.decrypt === true, by: '--decrypt' }),
    identities: () =>
      keyPlaces(invocation.env, invocation.cwd).flatMap((key) =>
        key.kind === 'age' ? (readIdentityComments(key) ?? []) : [],
      ),
    ...(await cloudOf(invocation, flags)),
    now: invocation.now,
    format: flags.format,
    color: !plainly(invocation, flags),
    view: viewOf(invocation, flags),
    failOn: flags.failOn,
    ...(flags.watchDays === undefined ? {} : { watchDays: flags.watchDays }),
  })
  return asked.finally(() => log.stop())
}
