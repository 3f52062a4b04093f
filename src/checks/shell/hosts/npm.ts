import { parseJson } from '../../../formats/json.ts'
import { jsonText } from './escapes.ts'
import type { Piece } from './piece.ts'

/** The scripts of a package.json. */
export const piecesInManifest = async (_: string, text: string): Promise<readonly Piece[]> => {
  if (!text.includes('"scripts"')) return []
  const { documents } = await parseJson(text)
  const [root] = documents
  const scripts = root?.kind === 'map' ? root.entries.filter(({ key }) => key === 'scripts') : []
  return scripts.flatMap(({ value: all }) =>
    all.kind !== 'map'
      ? []
      : all.entries.flatMap(({ value }) => {
          if (value.kind !== 'scalar' || typeof value.value !== 'string') return []
          const start = value.start + 1
          return [{ shell: 'sh', runs: [{ start, text: jsonText(text.slice(start, value.end - 1)) }] } as const]
        }),
  )
}
