import { dependencyFolders, isDependency } from './dependencies.ts'
import { pass, type Tally } from './files.ts'

/**
 * Names of everything that is not a folder below `folder`, relative to it. Links are not followed and `.git` is left
 * out; installed dependencies are counted by folder and left out unless `dependencies` is set.
 */
export async function* filesBelow(folder: string, tally: Tally, dependencies: boolean): AsyncGenerator<string> {
  const { default: glob } = await import('fast-glob')
  const left = dependencies || isDependency(`${folder}/`) ? [] : dependencyFolders
  const entries = glob.stream('**', {
    cwd: folder,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    ignore: ['**/.git', '**/.git/**', ...left.map((name) => `**/${name}/**`)],
  })
  for await (const entry of entries) {
    const { path, dirent, name } = entry as unknown as {
      path: string
      name: string
      dirent: { isDirectory(): boolean }
    }
    if (!dirent.isDirectory()) yield path
    else if (left.includes(name)) pass(tally, 'dependency')
  }
}
