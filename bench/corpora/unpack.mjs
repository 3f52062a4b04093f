import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../place.mjs'

const fileName = (spec) =>
  `${spec
    .replace(/^@/, '')
    .replace('/', '-')
    .replace(/@(?=[^@]*$)/, '-')}`

const archive = (spec) => {
  const kept = join(folder('npm'), `${fileName(spec)}.tgz`)
  if (existsSync(kept)) return kept
  const incoming = join(folder('npm'), 'incoming')
  mkdirSync(incoming, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--pack-destination', incoming, spec], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  renameSync(join(incoming, readdirSync(incoming)[0]), kept)
  return kept
}

// Source maps repeat the source on one line; ignore files would make some contenders read less than others.
const unwanted = (path) => /\.map$|(?:^|\/)\.[a-z]*ignore$/.test(path) || readFileSync(path).includes(0)

/** Unpacks published packages below a folder as a plain tree of text files, without source maps and binary files. */
export const unpack = (specs, root) => {
  for (const spec of specs) {
    const home = join(root, fileName(spec))
    mkdirSync(home, { recursive: true })
    execFileSync('tar', ['xzf', archive(spec), '-C', home, '--strip-components=1', '--no-same-owner'])
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isDirectory() && (!entry.isFile() || unwanted(path))) rmSync(path)
    }
  }
}
