import { isForShredding, isIdentity, leftoverMeta } from '../checks/leftovers/index.ts'
import { gitHistory } from '../git/first-appearance.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import type { GitPlace } from '../git/run.ts'
import { saysNoRepository, trackingOf } from '../git/tracked.ts'
import { UserError } from '../model/errors.ts'
import type { Examination, Finding } from '../model/finding.ts'
import type { Context } from '../model/rule.ts'
import type { ReadFailure } from '../model/unit.ts'
import { type Config, defaultConfig } from '../policy/config.ts'
import { applyPolicy } from '../policy/verdict.ts'
import type { FilePath } from '../shred/file-layer.ts'
import { diskState } from '../sources/states.ts'
import { confirm } from './confirm.ts'
import type { Dispatched, Terminal } from './dispatch.ts'
import { fileProbe } from './file-probe.ts'
import { inUseBy, variableNaming } from './in-use.ts'
import type { Invocation } from './invocation.ts'
import { type Leftovers, leftoverFindings } from './leftovers.ts'
import { isOnlyKey } from './only-key.ts'
import { exactPaths } from './raw-arguments.ts'
import { readConfig, type Setup, setUp } from './setup.ts'
import { type FoundLeftovers, parseShredArguments, type ShredArguments, shredCommand } from './shred.ts'
import { shredHelp } from './shred-help.ts'
import type { FoundFile } from './shred-leftovers.ts'
import { watchSecondSignal, watchSignals } from './signals.ts'

/**
 * The repository around, where there is one: shredding named files works without. Leftovers are compared with the
 * repository's files, so there only its absence is no error.
 */
const repositoryAt = async (where: GitPlace, { leftovers }: ShredArguments): Promise<RepositoryPlace | undefined> => {
  try {
    return await findRepository(where)
  } catch (error) {
    if (error instanceof UserError && (!leftovers || saysNoRepository(error, where.cwd))) return undefined
    throw error
  }
}

const contextOf = (invocation: Invocation, place: RepositoryPlace | undefined, setup: Setup): Context => ({
  now: invocation.now,
  policy: setup.checkPolicy,
  ...(place === undefined ? {} : { repository: diskState(place.root, place), history: gitHistory(place) }),
})

/** A remnant holds nothing, and of a history one line is to go. */
const open = (examination: Examination, config: Config, now: Date): readonly Finding[] =>
  applyPolicy(examination, config, {
    command: 'shred',
    version: '',
    failOn: config.failOn,
    now,
    whole: false,
  }).findings.filter(
    (finding) => finding.status === 'open' && finding.rule === leftoverMeta.id && isForShredding(finding),
  )

const notCompared = 'no repository is around, so nothing was compared with encrypted files'

/** What could not be searched or not be searched in full. */
const unseenIn = ({ errors, notRun, tooLarge }: Examination): ReadFailure[] => [
  ...errors,
  ...[...notRun, ...tooLarge].map(({ rule, reason }) => ({ path: '', reason: `${rule}: ${reason}` })),
]

/** The one file behind a path of a finding; none where several names that are not UTF-8 read alike. */
const exactOf = (path: string, { exact }: Leftovers): FilePath | undefined => {
  const files = exact.get(path)
  if (files === undefined) return path
  return files.length === 1 ? files[0] : undefined
}

const readAlike = 'several files have names that are not UTF-8 and read alike; shred the right one by its name'

const onlyKey =
  'it holds an age identity that stands nowhere else where sops looks, and what is encrypted to it could not be opened any more; put it into ~/.config/sops/age/keys.txt first (mode 600)'

/** Why a leftover is not for shredding yet, in words. */
const whyLeft = (invocation: Invocation, self: number) => {
  const whoUses = inUseBy(self)
  return async ({ path, details }: Finding): Promise<string | undefined> => {
    const variable = variableNaming(path, invocation)
    if (variable !== undefined) return `${variable} names it; let that name a file in your home first`
    const use = whoUses(path)
    if (use !== undefined) return `${use}; close that first`
    const holdsKey = details?.holds?.split(', ').some(isIdentity)
    return holdsKey && (await isOnlyKey(path, invocation)) ? onlyKey : undefined
  }
}

/** The files that the leftover check proves to hold plaintext and nobody allowed. */
const findLeftovers =
  (invocation: Invocation, place: RepositoryPlace | undefined, config: Config, self: number) =>
  async (): Promise<FoundLeftovers> => {
    const setup = await setUp(place?.root ?? invocation.cwd, config, {})
    if (!setup.wanted(leftoverMeta.id)) {
      throw new UserError(`shred --leftovers: the configuration turns ${leftoverMeta.id} off, so nothing is looked for`)
    }
    const found = await leftoverFindings(invocation, setup, contextOf(invocation, place, setup))
    const leftovers = open(found.examination, config, invocation.now())
    const left = whyLeft(invocation, self)
    const alike = leftovers.filter(({ path }) => exactOf(path, found) === undefined)
    const targets: FoundFile[] = []
    for (const leftover of leftovers) {
      const file = exactOf(leftover.path, found)
      if (file !== undefined) targets.push({ path: file, why: leftover.message, left: await left(leftover) })
    }
    return {
      targets,
      unseen: [...unseenIn(found.examination), ...alike.map(({ path }) => ({ path, reason: readAlike }))],
      advice: place === undefined ? [...found.advice, notCompared] : found.advice,
    }
  }

/** `leaktight shred` with everything it needs from the repository and the terminal. */
export const runShred = async (
  argv: readonly string[],
  invocation: Invocation,
  terminal: Terminal,
): Promise<Dispatched> => {
  const beforeDashes = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  if (beforeDashes.some((flag) => flag === '-h' || flag === '--help')) {
    return { text: shredHelp, exitCode: 0, output: undefined }
  }
  const parsed = parseShredArguments([...argv])
  if (parsed instanceof UserError) throw parsed
  const place = await repositoryAt(invocation, parsed)
  const root = place?.root ?? invocation.cwd
  const config =
    place === undefined && parsed.config === undefined
      ? defaultConfig
      : await readConfig(invocation.cwd, root, parsed.config)
  const result = await shredCommand({
    arguments: { ...parsed, color: parsed.color && invocation.color },
    paths: exactPaths(parsed.paths, argv),
    defaults: config.shred,
    cwd: invocation.cwd,
    platform: terminal.platform,
    uid: invocation.uid,
    // The list and the question go to standard error.
    interactive: terminal.interactive && terminal.isTerminal,
    stderr: { isTerminal: terminal.isTerminal, write: (text) => terminal.write(text) },
    tracking: (path) => trackingOf(path, invocation.env),
    findLeftovers: findLeftovers(invocation, place, config, terminal.self.pid),
    confirm: confirm(invocation, terminal),
    watchSignals: () => watchSignals(terminal),
    watchSecondSignal: () => watchSecondSignal(terminal),
    probe: fileProbe,
  })
  return { ...result, output: parsed.output }
}
