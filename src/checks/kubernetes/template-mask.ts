/** A private character: no YAML syntax, and in no template by chance. */
export const mask = '\uE000'

/**
 * Makes a chart template readable as YAML without moving anything: each `{{ … }}` becomes a word of the same length, and
 * a line that holds nothing else becomes blank.
 */
export const maskTemplate = (text: string): string => {
  if (!text.includes('{{')) return text
  const masked = [...pieces(text)].join('')
  return masked.replace(/^[ \t]*\uE000[ \t\uE000]*$/gm, (line) => ' '.repeat(line.length))
}

/** Actions that span lines are left alone. */
function* pieces(text: string): Generator<string> {
  let from = 0
  let close = -1
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', from)) {
    if (close < open + 2) close = text.indexOf('}}', open + 2)
    if (close === -1) break
    const action = text.slice(open, close + 2)
    const end = action.includes('\n') ? open + action.indexOf('\n') : close + 2
    yield text.slice(from, open)
    yield action.includes('\n') ? text.slice(open, end) : mask.repeat(action.length)
    from = end
  }
  yield text.slice(from)
}
