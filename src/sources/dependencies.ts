/** Folders into which package managers unpack other people's code. */
const dependencyFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  'site-packages',
  '.yarn',
  '.pnpm-store',
])

/** Whether a folder of this name holds installed dependencies. */
export const isDependencyFolder = (name: string): boolean => dependencyFolders.has(name)

/** Whether an untracked path lies among installed dependencies, which are counted and not read. */
export const isDependency = (path: string): boolean => path.split('/').slice(0, -1).some(isDependencyFolder)
