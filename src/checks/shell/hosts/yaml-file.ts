import type { TreeNode } from '../../../formats/tree.ts'
import { parseYaml } from '../../../formats/yaml.ts'
import { CannotCheckError } from '../../../model/errors.ts'
import type { Piece } from './piece.ts'

/** The documents of a YAML file; of broken ones what could be read. Throws where that is nothing. */
export const documentsOf = async (path: string, text: string): Promise<readonly TreeNode[]> => {
  const { documents, problems } = await parseYaml(text)
  const [problem] = problems
  if (documents.length === 0 && problem !== undefined)
    throw new CannotCheckError(`${path}: cannot be read as YAML: ${problem.message}`)
  return documents
}

/** Pieces without what an earlier one holds: an anchor's script stands in a file once. */
export const distinct = (pieces: readonly Piece[]): readonly Piece[] => {
  const seen = new Set<number>()
  return pieces.map((piece) => {
    const runs = piece.runs.filter(({ start }) => !seen.has(start))
    for (const { start } of runs) seen.add(start)
    return { ...piece, runs }
  })
}
