import { join } from 'node:path'
import type { RepositoryPlace } from '../git/repository.ts'

/** Where the journals lie: paths in them are those of this working tree. */
export const rotateFolder = ({ gitDir }: Pick<RepositoryPlace, 'gitDir'>): string => join(gitDir, 'leaktight', 'rotate')
