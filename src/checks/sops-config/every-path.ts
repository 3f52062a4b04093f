const anything: ReadonlySet<string> = new Set(['', '.', '.*', '.+', '.*?', '.+?', '(.*)', '(.+)', '^', '^.', '$'])
const whole: ReadonlySet<string> = new Set(['.*', '.+', '.*?', '.+?', '(.*)', '(.+)'])

/** Surely matches every path: empty, or one of the ways in which people write "anything". */
export const everyPath = (pathRegex: string): boolean => {
  const plain = pathRegex.replace(/^\(\?[imsU]+\)/, '')
  return anything.has(plain) || whole.has(plain.replace(/^(?:\^|\\A)/, '').replace(/(?:\$|\\z)$/, ''))
}
