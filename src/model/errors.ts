/** The caller's mistake: a flag, a config file, a rule file. The message names the value and the remedy. */
export class UserError extends Error {
  override name = 'UserError'
}

/** Something could not be examined: git, the file system. Always says why. */
export class CannotCheckError extends Error {
  override name = 'CannotCheckError'

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** The cause in one line, for messages; never a stack. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  const message = error.message.split('\n', 1)[0] ?? ''
  return message === '' ? (code ?? error.name) : message
}
