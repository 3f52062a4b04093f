import { execFileSync } from 'node:child_process'
import { environment } from '../place.mjs'
import { importInto } from './fast-import.mjs'
import { git } from './git.mjs'
import { kept } from './kept.mjs'
import { pastSecrets } from './past-secrets.mjs'
import { changingFiles } from './versions.mjs'

const size = {
  files: 2000,
  commits: 8600,
  filesEach: 6,
  secrets: 40,
  branchEvery: 1000,
  branchLength: 20,
  tagEvery: 800,
}

const write = async (root) => {
  const files = await changingFiles(size.files, 42)
  const begin = files.all()
  const secrets = await pastSecrets(
    begin.map(({ text }) => text),
    size.secrets,
  )
  const { commit, tag, end } = importInto(root)
  await commit({ branch: 'main', mark: 1, message: 'Begin', files: begin })
  let mark = 1
  for (let number = 2; number <= size.commits; number++) {
    const changed = [...files.change(size.filesEach), ...secrets.at(number)]
    await commit({
      branch: 'main',
      mark: ++mark,
      message: `Change ${changed.length} files (${number})`,
      files: changed,
    })
    if (number % size.tagEvery === 0) await tag(`v0.${number / size.tagEvery}`, mark)
    if (number % size.branchEvery !== 0) continue
    const fork = mark
    for (let step = 0; step < size.branchLength; step++)
      await commit({
        branch: `work/${number}`,
        mark: ++mark,
        from: step === 0 ? `:${fork}` : undefined,
        message: `Try step ${step} on ${number}`,
        files: files.change(size.filesEach),
      })
  }
  await end()
  return secrets.planted
}

/** What `git cat-file` says of the blobs of a repository: how many there are and their bytes when unpacked. */
export const blobTotals = (root) => {
  const script = `git cat-file --batch-all-objects --batch-check='%(objecttype) %(objectsize)' | awk '$1 == "blob" { n += 1; s += $2 } END { print n, s }'`
  const printed = execFileSync('sh', ['-c', script], { cwd: root, env: environment(), encoding: 'utf8' })
  const [blobs, bytes] = printed.split(' ').map(Number)
  return { blobs, bytes }
}

const make = async (root) => {
  git(root, 'init', '--quiet')
  const planted = await write(root)
  git(root, 'repack', '-a', '-d', '-q', '-f', '--depth=50', '--window=10')
  git(root, 'pack-refs', '--all')
  git(root, 'checkout', '--quiet', '-f', 'main')
  return { planted, ...blobTotals(root) }
}

/** A generated repository with at least 500 MB of blobs in at least 50,000 versions and 40 planted secrets, most of them gone. */
export const historyCorpus = () => kept('history', 1, make)

/** Adds commits to a copy of the generated history, as a working day does. */
export const addCommits = async (root, count, seed) => {
  const files = await changingFiles(200, seed)
  const { commit, end } = importInto(root)
  for (let step = 0; step < count; step++)
    await commit({
      branch: 'main',
      mark: step + 1,
      from: step === 0 ? 'refs/heads/main^0' : undefined,
      message: `A later change ${seed}.${step}`,
      files: files.change(size.filesEach),
    })
  await end()
}
