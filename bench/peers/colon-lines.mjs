/** Reads reports of the form `path:line:…`, a finding a line. */
export const readColonLines = (text) =>
  text.split('\n').flatMap((line) => {
    const parts = /^(.+?):(\d+):/.exec(line)
    return parts === null ? [] : [{ path: parts[1], line: Number(parts[2]) }]
  })
