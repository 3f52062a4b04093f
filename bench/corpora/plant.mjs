import { loadMoulds } from './moulds.mjs'
import { shapes } from './shapes.mjs'

/**
 * A planter of secrets made from moulds: the n-th call gives the n-th shape, always the same value.
 * `into` puts it between two lines of a text and answers the new text and the line it stands on.
 */
export const planter = async (seed) => {
  const expand = await loadMoulds()
  let count = 0
  const next = () => {
    const { shape, lines } = shapes[count % shapes.length]
    const text = expand(lines.join('\n'), seed + count)
    count += 1
    return { shape, text, height: text.split('\n').length }
  }
  const into = (text, path) => {
    const { shape, text: secret, height } = next()
    const lines = text.split('\n')
    const at = Math.floor(lines.length / 2)
    const planted = [...lines.slice(0, at), secret, ...lines.slice(at)].join('\n')
    return { text: planted, planted: { path, shape, line: at + 1, height } }
  }
  return { next, into }
}
