import { execFileSync, spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { builtCli, type Run, type TestRepository } from './repository.ts'

// Root reads everything whatever its mode, so root becomes nobody.
const isRoot = process.geteuid?.() === 0
const nobody = 65_534
const as = isRoot ? { uid: nobody, gid: nobody } : {}

/** Why the built command cannot be run without the rights of root; undefined where it can. */
export const noUnprivileged = (): string | undefined => {
  const { status } = spawnSync(process.execPath, [builtCli, '--version'], { ...as, cwd: '/' })
  return status === 0 ? undefined : 'nobody may not run the built command here'
}

/** Gives the repository and its HOME to the user without rights. */
export const handOver = (repository: TestRepository): void => {
  if (isRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, dirname(repository.root)])
}

/** Runs the built command without the rights of root. */
export const leaktightUnprivileged = (repository: TestRepository, args: readonly string[]): Run => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtCli, ...args], {
    ...as,
    cwd: repository.root,
    env: repository.env,
    encoding: 'utf8',
  })
  return { code: status ?? -1, stdout, stderr }
}
