import type { Context } from '../../model/rule.ts'

/** The tracked files that a `.sops.yaml` may speak of, relative to its folder. */
export const trackedBelow = async (configPath: string, { repository }: Context): Promise<readonly string[]> => {
  const folder = configPath.slice(0, configPath.lastIndexOf('/') + 1)
  const paths = (await repository?.list()) ?? []
  return paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length))
}
