import type { TextRange } from '../../../formats/tree.ts'
import { blanked, type Piece, type Run } from './piece.ts'

/** A piece with the text in which it stands. */
export interface Layered {
  readonly piece: Piece
  readonly text: string
}

/** Shell within an insertion within shell, and so on; deeper ones are nobody's. */
export const mostLayers = 8

/**
 * Lays pieces into as few texts as may be: one, unless a piece stands within another. Undefined where that takes too
 * many.
 */
export const layersOf = (text: string, pieces: readonly Piece[]): readonly Layered[] | undefined => {
  const layers: Layer[] = []
  const ordered = [...pieces].sort((one, other) => first(one) - first(other))
  const places = new Map<Piece, Layer>()
  for (const piece of ordered) {
    let layer = layers.find((candidate) => candidate.takes(piece))
    if (layer === undefined) {
      if (layers.length >= mostLayers) return undefined
      layer = new Layer()
      layers.push(layer)
    }
    layer.add(piece)
    places.set(piece, layer)
  }
  const texts = new Map(layers.map((layer) => [layer, layer.laidOver(text)]))
  return pieces.map((piece) => ({ piece, text: textOf(places.get(piece), texts) }))
}

const textOf = (layer: Layer | undefined, texts: ReadonlyMap<Layer, string>): string =>
  (layer === undefined ? undefined : texts.get(layer)) ?? ''

const first = ({ runs }: Piece): number => runs.reduce((least, { start }) => Math.min(least, start), Infinity)

export const rangeOf = ({ start, text }: Run): TextRange => ({ start, end: start + text.length })

class Layer {
  readonly #runs: Run[] = []
  #end = 0

  takes(piece: Piece): boolean {
    return first(piece) >= this.#end
  }

  add(piece: Piece): void {
    for (const run of piece.runs) {
      this.#runs.push(run)
      this.#end = Math.max(this.#end, run.start + run.text.length)
    }
  }

  laidOver(text: string): string {
    const parts: string[] = []
    let at = 0
    for (const run of [...this.#runs].sort((one, other) => one.start - other.start)) {
      if (run.start < at) continue
      parts.push(blanked(text.slice(at, run.start)), run.text)
      at = run.start + run.text.length
    }
    parts.push(blanked(text.slice(at)))
    return parts.join('')
  }
}
