import { lstatSync, realpathSync } from 'node:fs'
import { platform } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { ambientCredentials } from '../aws/credentials.ts'
import { maxLength } from '../formats/limits.ts'
import type { RepositoryPlace } from '../git/repository.ts'
import { CannotCheckError, UserError } from '../model/errors.ts'
import type { Credentials } from '../rotate/cloud.ts'
import { cloudEnvironment, connect, guardEnvironment } from '../rotate/connect.ts'
import type { Desk, SignedIn } from '../rotate/desk.ts'
import { openJournals } from '../rotate/journal.ts'
import { nodeFileLayer } from '../shred/file-layer.ts'
import { findSops } from '../sops/run-sops.ts'
import type { Terminal } from './dispatch.ts'
import type { Invocation } from './invocation.ts'
import type { RotateFlags } from './rotate.ts'
import { rotateFolder } from './rotate-folder.ts'
import type { Host } from './verbs.ts'

/** The named file, relative to the root, whatever links lead to its folder. */
const pathOf = (name: string, cwd: string, root: string): string => {
  const full = resolve(cwd, name)
  const stats = lstatSync(full, { throwIfNoEntry: false })
  if (stats === undefined) throw new UserError(`${name}: there is no such file`)
  if (stats.isSymbolicLink()) throw new UserError(`${name}: is a symbolic link; name the file it points to`)
  if (!stats.isFile()) throw new UserError(`${name}: is no regular file; name the encrypted file`)
  const path = relative(realpathSync(root), join(realpathSync(dirname(full)), basename(full)))
  if (path === '..' || path.startsWith(`..${sep}`)) throw new UserError(`${name}: lies outside of the working tree`)
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

/** What signs. The pair of the file is the one that is always there, and rotates itself if its user may. */
const signInWith =
  ({ env, now }: Invocation, place: string | undefined, shown: string) =>
  async (own: Credentials): Promise<SignedIn> => {
    const signedIn = (credentials: Credentials, from: string): SignedIn => ({
      credentials,
      from,
      cloud: connect(credentials, env, now),
    })
    const profile = /^profile:(.+)$/.exec(place ?? '')?.[1]
    if (place !== undefined && profile === undefined && place !== 'env' && place !== 'file')
      throw new UserError(`--credentials ${place}: is none of env, file and profile:NAME`)
    const ambient =
      place === 'file' ? undefined : ambientCredentials({ env, ...(profile === undefined ? {} : { profile }) })
    if (place === 'env' && ambient === undefined) throw new UserError('--credentials env: there are none')
    const found = profile !== undefined || place === 'env' || isSet(env) ? ambient : undefined
    return found === undefined ? signedIn(own, `the pair of ${shown}`) : signedIn(found, found.source)
  }

/** A profile that lies on the machine anyway is not what somebody chose for this. */
const isSet = (env: NodeJS.ProcessEnv): boolean => Boolean(env.AWS_ACCESS_KEY_ID) || Boolean(env.AWS_PROFILE)

/** Ctrl-\ would leave a core dump, with the secret in it. */
const endingOf = ({ watchSignals }: Invocation, terminal: Terminal): AbortSignal => {
  const quit = new AbortController()
  terminal.onSignal('SIGQUIT', () => quit.abort('SIGQUIT'))
  return AbortSignal.any([quit.signal, ...(watchSignals === undefined ? [] : [watchSignals()])])
}

/** Everything that rotating needs of this machine. */
export const deskOf = (
  { invocation, terminal }: Pick<Host, 'invocation' | 'terminal'>,
  place: RepositoryPlace,
  name: string,
  flags: RotateFlags,
): Desk => {
  const { env, uid, cwd, now } = invocation
  const root = realpathSync(place.root)
  const path = pathOf(name, cwd, root)
  const signal = endingOf(invocation, terminal)
  const sops = findSops(env, root, signal)
  if (sops === undefined)
    throw new CannotCheckError('no sops is on PATH outside of the working tree: install sops 3.11 or later')
  return {
    root,
    path,
    shown: relative(cwd, join(root, path)),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    keys: { env, workTree: root },
    sops,
    layer: nodeFileLayer,
    hold: { platform: platform(), uid, maxBytes: maxLength },
    journals: openJournals(rotateFolder(place), uid),
    signIn: signInWith(invocation, flags.credentials, name),
    guard: {
      program: [...terminal.self.program, 'rotate-guard'],
      env: guardEnvironment(env),
      cloudEnv: cloudEnvironment(env),
    },
    pid: terminal.self.pid,
    isRunning: terminal.self.isRunning,
    patience: { now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)), failingMs: 15_000, settleMs: 60_000 },
    signal,
    tell: (line) => terminal.write(`leaktight: ${line}\n`),
  }
}
