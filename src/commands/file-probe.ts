import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { FileProbe } from '../shred/probe.ts'

/** Never by PATH, which may lead anywhere. The last one is that of NixOS, which has none of the others. */
export const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/run/current-system/sw/bin'] as const

const patience = 5_000
const mostBytes = 16 * 1024 * 1024

const writableByOthers = 0o022

const isSystemTool = async (file: string): Promise<boolean> => {
  try {
    const facts = await stat(file)
    return facts.isFile() && facts.uid === 0 && (facts.mode & writableByOthers) === 0
  } catch {
    return false
  }
}

const findTool = async (folders: readonly string[], tool: string): Promise<string | undefined> => {
  for (const folder of folders) {
    const file = path.join(folder, tool)
    if (await isSystemTool(file)) return file
  }
  return undefined
}

/** What a tool prints of the descriptor that it gets as number 3; undefined unless it ends well, in time, and briefly. */
const printed = (
  file: string,
  args: readonly string[],
  descriptor: number,
  milliseconds: number,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    // Detached: a Ctrl-C of the terminal is for us, who finish the file at hand.
    const child = spawn(file, args, {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', descriptor],
    })
    const end = (text: string | undefined): void => {
      clearTimeout(timer)
      if (text === undefined) child.kill('SIGKILL')
      resolve(text)
    }
    const timer = setTimeout(() => {
      child.unref()
      end(undefined)
    }, milliseconds)
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > mostBytes) end(undefined)
      else pieces.push(piece)
    })
    child.on('error', () => end(undefined))
    child.on('close', (code) => end(code === 0 ? Buffer.concat(pieces).toString('latin1') : undefined))
  })

/** Asks the tools in these folders. */
export const probeIn = (folders: readonly string[], milliseconds: number): FileProbe => {
  const ask = async (tool: string, args: readonly string[], descriptor: number): Promise<string | undefined> => {
    const file = await findTool(folders, tool)
    return file === undefined ? undefined : printed(file, args, descriptor, milliseconds)
  }
  return {
    extents: (file) => ask('filefrag', ['-v', '/proc/self/fd/3'], file),
    attributes: async (folder, name) => {
      const text = name.toString('utf8')
      // An argument is text.
      if (!Buffer.from(text, 'utf8').equals(name)) return undefined
      // lsattr follows no link, not even that of /proc: the last name is looked up in the open folder.
      return ask('lsattr', ['-d', `/proc/self/fd/3/${text}`], folder)
    },
  }
}

/** Asks `filefrag` and `lsattr` of the system, which get the open file or folder and not its path. */
export const fileProbe: FileProbe = probeIn(systemFolders, patience)
