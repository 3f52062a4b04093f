/** Folders into which package managers unpack other people's code. */
export const dependencyFolders = [
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  'site-packages',
  '.yarn',
  '.pnpm-store',
]

const within = new RegExp(`(?:^|/)(?:${dependencyFolders.map((name) => name.replace('.', '\\.')).join('|')})/`)

/** Whether an untracked path lies among installed dependencies, which are counted and not read. */
export const isDependency = (path: string): boolean => within.test(path)
