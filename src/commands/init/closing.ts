import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'
import { type HookName, hookNames } from './hook-block.ts'
import type { HooksDirectory } from './hooks-directory.ts'

const isRunnable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false // not there, or not executable: git passes over it
  }
}

const idleHooks = ({ effective }: HooksDirectory): HookName[] =>
  hookNames.filter((hook) => !isRunnable(path.join(effective, hook)))

const notRun = ({ huskyPath, effective }: HooksDirectory, idle: readonly HookName[]): string => {
  const where = huskyPath ?? effective
  const remedy =
    huskyPath === undefined
      ? 'Make them executable.'
      : 'Run npx husky (npm ci does, where husky is the prepare script), in every linked worktree too.'
  return `git runs the hooks in ${where}, and ${idle.join(', ')} cannot be run there: not everything is checked yet.
${remedy}
`
}

const promise = `Commits, merges and pushes in this repository are checked from now on.
What cherry-pick, revert and rebase commit is checked when it is pushed: git runs no pre-commit hook for them.
`

/** The last sentences of `leaktight init`: what git will run now, and what is still to be done. */
export const closing = (place: HooksDirectory, refused: boolean, dryRun: boolean): string => {
  if (dryRun) return 'Nothing was written (--dry-run).\n'
  if (refused) return 'Not every commit and push is checked yet: see above.\n'
  if (place.kind === 'husky' && place.huskyPath === undefined) {
    return 'git does not run the hooks of husky yet: run npx husky.\n'
  }
  const idle = idleHooks(place)
  return idle.length > 0 ? notRun(place, idle) : promise
}
