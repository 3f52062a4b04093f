import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtCli, type TestRepository } from './repository.ts'

/** A pre-commit hook that runs the built command. */
export const installHook = (repository: TestRepository, name = 'pre-commit', verb = 'staged'): void => {
  const path = join(repository.root, '.git/hooks', name)
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${builtCli}' ${verb} "$@"\n`)
  chmodSync(path, 0o755)
}
