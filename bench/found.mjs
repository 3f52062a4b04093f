// Some contenders count lines from the hunk or name the line after the one that matters.
const slack = 1

const samePath = (found, planted) => planted === found || found.endsWith(`/${planted}`)

// One that names no line (kingfisher in very large files) is known by the value it shows; values are only compared.
const showsIt = ({ value }, { text }) => value !== undefined && text?.includes(value.slice(0, 40))

const touches = ({ line }, planted) =>
  line !== undefined && line >= planted.line - slack && line < planted.line + planted.height + slack

const reports = (findings, planted, byPath) =>
  findings.some(
    (one) =>
      (!byPath || samePath(one.path ?? '', planted.path)) &&
      (one.line === 0 ? showsIt(one, planted) : touches(one, planted)),
  )

/** Which planted secrets a report names, and how many findings it has in all. `byPath` is off where there is one nameless text. */
export const whatWasFound = (findings, planted, { byPath = true } = {}) => ({
  reported: findings.length,
  of: planted.length,
  shapes: planted.filter((one) => reports(findings, one, byPath)).map(({ shape }) => shape),
})
