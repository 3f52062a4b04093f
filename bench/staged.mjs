// Wall time of `leaktight staged` with 20 files, beside `node -e 0`, in alternation.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const top = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'leaktight-bench-'))
const repository = join(folder, 'repository')
const temporary = join(folder, 'tmp')
mkdirSync(repository)
mkdirSync(temporary)
const env = { ...process.env, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', LEAKTIGHT_TEMP_DIRS: temporary }

const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.com', ...args], { cwd: repository, env })

const stageFiles = (count) => {
  const sources = readdirSync(join(top, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  for (const [index, name] of sources.slice(0, count).entries())
    cpSync(join(top, 'src', name), join(repository, `${index}.ts`))
  git('add', '.')
}

const milliseconds = (args) => {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: repository, env })
  const taken = Number(process.hrtime.bigint() - start) / 1e6
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return taken
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

git('init', '--quiet')
git('commit', '--quiet', '--allow-empty', '-m', 'first')
stageFiles(20)
const floor = []
const ours = []
for (let round = 0; round < 40; round++) {
  floor.push(milliseconds(['-e', '0']))
  ours.push(milliseconds([join(top, 'dist/cli.js'), 'staged']))
}
rmSync(folder, { recursive: true })

const ratio = median(ours) / median(floor)
console.log(`node -e 0                  median ${median(floor).toFixed(1)} ms`)
console.log(`leaktight staged, 20 files median ${median(ours).toFixed(1)} ms`)
console.log(`ratio                      ${ratio.toFixed(2)} (budget 2.50)`)
if (ratio > 2.5) process.exitCode = 1
