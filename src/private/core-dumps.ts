import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Where util-linux puts it; the second is NixOS. */
const programs = ['/usr/bin/prlimit', '/run/current-system/sw/bin/prlimit', '/bin/prlimit']

interface Limited {
  readonly self: { readonly pid: number }
  write(text: string): void
}

/**
 * From now on neither this process nor those that it starts leave an image of their memory when they crash. Node cannot
 * set limits; `prlimit` of util-linux sets those of a process that runs. The limit is one byte: with 0 Linux still starts
 * the program that `core_pattern` names, with 1 it does not (fs/coredump.c).
 */
export const withoutCoreDumps = ({ self, write }: Limited): void => {
  const program = programs.find((path) => existsSync(path))
  const args = ['--core=1:1', '--pid', String(self.pid)]
  if (program !== undefined && spawnSync(program, args, { stdio: 'ignore', env: {} }).status === 0) return
  if (softLimit() === '0') return
  write('leaktight: core dumps stay as they are: they could not be switched off by prlimit (util-linux)\n')
}

/** Undefined where it cannot be read. */
const softLimit = (): string | undefined => {
  try {
    return /^Max core file size\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
  } catch {
    return undefined
  }
}
