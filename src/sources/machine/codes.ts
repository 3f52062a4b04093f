/** The `errno` name of an error of the file system; empty for any other error. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const gone: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ESTALE', 'ENODEV', 'EISDIR'])

/** What was listed at a path does not stand there any more. */
export const isGone = (error: unknown): boolean => gone.has(codeOf(error))
