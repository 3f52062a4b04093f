import type { PrivateFolder } from './folder.ts'

/** What the guard is told, one JSON text a line, through a pipe. */
export interface GuardMessage {
  readonly folder: PrivateFolder
}

export const guardLine = (message: GuardMessage): string => `${JSON.stringify(message)}\n`

/** The last whole line says how things stand; what a process that was killed left of one is no message. */
export const lastMessage = (text: string): GuardMessage | undefined => {
  const line = text.slice(0, text.lastIndexOf('\n') + 1).trimEnd()
  return line === '' ? undefined : JSON.parse(line.slice(line.lastIndexOf('\n') + 1))
}
