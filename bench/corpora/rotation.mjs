import { encryptedFiles } from './encrypted-files.mjs'
import { importInto } from './fast-import.mjs'
import { git } from './git.mjs'
import { kept } from './kept.mjs'
import { drawFrom } from './random.mjs'

const size = { encrypted: 500, source: 1500, commits: 20_000, branchEvery: 200, branchLength: 5, renameEvery: 150 }

/** Code and plain YAML beside the encrypted files, as short as a few lines, for only their number weighs here. */
const sourceFiles = (seed) => {
  const draw = drawFrom(seed)
  const path = (index) =>
    index % 5 === 0 ? `deploy/p${index % 40}/${index}.yaml` : `packages/p${index % 40}/src/${index}.ts`
  const files = Array.from({ length: size.source }, (_, index) => ({ path: path(index), lines: [`# ${index}`] }))
  const stand = ({ path, lines }) => ({ path, text: `${lines.join('\n')}\n` })
  const change = (many) => {
    const chosen = new Set(Array.from({ length: many }, () => files[draw(files.length)]))
    for (const { lines } of chosen) lines.splice(draw(lines.length), lines.length > 30 ? 1 : 0, `# ${draw(2 ** 31)}`)
    return [...chosen].map(stand)
  }
  return { all: () => files.map(stand), change }
}

/** Each commit changes code; one in `encryptedEvery` sets values of encrypted files; some merge a branch or rename. */
const make = (encryptedEvery) => async (root) => {
  git(root, 'init', '--quiet')
  const source = sourceFiles(7)
  const encrypted = encryptedFiles(size.encrypted, 8)
  const draw = drawFrom(9)
  const { commit, end } = importInto(root)
  const changes = (mark) => [
    ...source.change(1 + draw(3)),
    ...(mark % encryptedEvery === 0 ? encrypted.change(1 + draw(2), mark) : []),
  ]
  await commit({ branch: 'main', mark: 1, message: 'Begin', files: [...source.all(), ...encrypted.all()] })
  for (let mark = 2; mark <= size.commits; mark++) {
    const renamed = mark % size.renameEvery === 0 ? encrypted.rename() : []
    await commit({ branch: 'main', mark, message: `Change (${mark})`, renamed, files: changes(mark) })
    if (mark % size.branchEvery !== 0) continue
    for (let step = 0; step < size.branchLength; step++) {
      const from = step === 0 ? `:${mark}` : undefined
      await commit({ branch: `work-${mark}`, mark: ++mark, from, message: `Try (${mark})`, files: changes(mark) })
    }
    // The encrypted files stand as on the branch; the merge takes them from it.
    const merge = `:${mark}`
    await commit({ branch: 'main', mark: ++mark, merge, message: 'Merge', files: encrypted.all() })
  }
  await end()
  git(root, 'repack', '-a', '-d', '-q')
  git(root, 'pack-refs', '--all')
  git(root, 'checkout', '--quiet', '-f', 'main')
  return { planted: [], paths: encrypted.paths() }
}

/** A repository with 500 encrypted files and 20,000 commits, one in ten of which, or every one, changes encrypted files. */
export const rotationCorpus = (every) =>
  every === 1 ? kept('rotation-every', 1, make(1)) : kept('rotation', 1, make(10))
