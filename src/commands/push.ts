import { examine } from '../engine/examine.ts'
import { openObjectReader } from '../git/blobs.ts'
import { commitChanges } from '../git/commits.ts'
import { isNullOid } from '../git/raw-changes.ts'
import { findRepository, type RepositoryPlace } from '../git/repository.ts'
import { commitOf, remoteTips } from '../git/revisions.ts'
import { UserError } from '../model/errors.ts'
import { rangeSource } from '../sources/range.ts'
import { commitState } from '../sources/states.ts'
import { conclude } from './conclude.ts'
import type { Invocation, Outcome, ScanFlags } from './invocation.ts'
import { readConfig, setUp } from './setup.ts'

/** One line that git gives a pre-push hook: `<local ref> SP <local oid> SP <remote ref> SP <remote oid> LF`. */
export interface RefLine {
  readonly localRef: string
  readonly localOid: string
  readonly remoteRef: string
  readonly remoteOid: string
}

export const parseRefLines = (text: string): RefLine[] =>
  text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    const match = /^(\S+) ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/.exec(line)
    if (match === null) {
      throw new UserError('push: standard input is no list of refs as git gives it to a pre-push hook (githooks(5))')
    }
    const [, localRef = '', localOid = '', remoteRef = '', remoteOid = ''] = match
    return [{ localRef, localOid, remoteRef, remoteOid }]
  })

/** What every ref brings, less what the other side has: its own old values, and all branches of it that are known here. */
const revisionsOf = async (place: RepositoryPlace, lines: readonly RefLine[], remote: string): Promise<string[]> => {
  const there: string[] = []
  for (const { remoteOid } of lines) {
    const commit = isNullOid(remoteOid) ? undefined : await commitOf(place, remoteOid)
    if (commit !== undefined) there.push(commit)
  }
  const known = remote === '' ? [] : await remoteTips(place, remote)
  return [...lines.map((line) => line.localOid), ...[...there, ...known].map((oid) => `^${oid}`)]
}

const readAll = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** `leaktight push`: every blob of every commit of every ref that is pushed → engine → policy → report. */
export const pushCommand = async (invocation: Invocation, remote: string, flags: ScanFlags): Promise<Outcome> => {
  const place = await findRepository(invocation)
  const lines = parseRefLines(await readAll(invocation.stdin)).filter((line) => !isNullOid(line.localOid))
  const config = await readConfig(invocation.cwd, place.root, flags.config)
  const setup = await setUp(place.root, config, flags)
  const reader = openObjectReader(place, config.limits.holdBytes)
  try {
    const { changes } =
      lines.length === 0 ? { changes: [] } : await commitChanges(place, [], await revisionsOf(place, lines, remote))
    const context = {
      now: invocation.now,
      policy: setup.checkPolicy,
      repository: commitState(place, reader, lines[0]?.localOid ?? 'HEAD'),
    }
    const source = rangeSource(place, reader, changes.reverse())
    const examination = await examine(source, setup.rules, context, setup.examineOptions)
    return await conclude('push', examination, setup, invocation, flags, { whole: false })
  } finally {
    await reader.close()
  }
}
