import { realpathSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'
import { foreignFolders, isWithin } from './find-program.ts'

/** Each names a program that sops starts. */
const naming = ['SOPS_AGE_KEY_CMD', 'SOPS_AGE_SSH_PRIVATE_KEY_CMD', 'SOPS_GPG_EXEC']
/** Each names a file, and sops runs in another folder than its user. */
const files = ['SOPS_AGE_KEY_FILE', 'SOPS_AGE_SSH_PRIVATE_KEY_FILE']

/** What the real sops is started with in `cwd`: programs come from no folder of the work tree, whoever names them. */
export const environmentOfSops = (
  env: NodeJS.ProcessEnv,
  workTree: string | undefined,
  cwd: string,
): NodeJS.ProcessEnv => {
  const result: NodeJS.ProcessEnv = { ...env, SOPS_DISABLE_VERSION_CHECK: '1' }
  delete result.Path
  result.PATH = foreignFolders(env.PATH ?? env.Path, workTree).join(delimiter)
  for (const name of naming)
    if (workTree !== undefined && leadsInto(real(workTree) ?? workTree, env[name] ?? '', cwd)) delete result[name]
  for (const name of files) {
    const file = env[name]
    if (file !== undefined && file !== '') result[name] = resolve(file)
  }
  return result
}

/** Some word of a command is a path of the work tree. A first word without a slash is looked for on PATH alone. */
const leadsInto = (workTree: string, command: string, cwd: string): boolean =>
  command.split(/[\s"'=;|&()<>]+/).some((word, index) => {
    if (word === '' || (index === 0 && !word.includes('/'))) return false
    const path = resolve(cwd, word)
    const at = real(path) ?? (isAbsolute(word) || /^\.{1,2}\//.test(word) ? path : undefined)
    return at !== undefined && isWithin(at, workTree)
  })

const real = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined // does not exist
  }
}
