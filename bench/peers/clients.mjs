import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (program, args, options = {}) =>
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28, ...options })

const go = ({ package: name, version }, home) =>
  run('go', ['install', `${name}@v${version}`], { env: { ...process.env, GOBIN: join(home, 'bin') } })

/** A module that `go install` refuses, because it replaces others or is not in the checksum database. */
const goBuild = ({ name, package: module, version, upgrade = [] }, home) => {
  const env = { ...process.env, GOSUMDB: 'off', GOFLAGS: '-mod=mod' }
  const source = join(home, 'source')
  mkdirSync(home, { recursive: true })
  const download = ['mod', 'download', '-json', `${module}@v${version}`]
  const { Dir } = JSON.parse(execFileSync('go', download, { env, cwd: tmpdir(), encoding: 'utf8' }))
  cpSync(Dir, source, { recursive: true })
  run('chmod', ['-R', 'u+w', source])
  for (const one of upgrade) run('go', ['get', one], { env, cwd: source })
  run('go', ['build', '-o', join(home, 'bin', name), '.'], { env, cwd: source })
  rmSync(source, { recursive: true })
}

const pip = ({ package: name, version }, home) => {
  run('python3', ['-m', 'venv', home])
  run(join(home, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`])
}

const cargo = ({ package: name, version }, home) =>
  run('cargo', ['install', '--quiet', '--locked', '--root', home, '--version', version, name])

const npm = ({ package: name, version, with: others = [] }, home) =>
  run('npm', [
    'install',
    '--prefix',
    home,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...[name, ...others].map((one) => `${one}@${version}`),
  ])

const apt = ({ package: name, version }, home) => {
  run('apt-get', ['download', `${name}=${version}`], { cwd: home })
  const archives = readdirSync(home).filter((file) => file.endsWith('.deb'))
  for (const archive of archives) run('dpkg', ['-x', join(home, archive), home])
  for (const archive of archives) rmSync(join(home, archive))
}

/** How each package client installs one pinned package below a folder of its own. */
export const clients = { go, goBuild, pip, cargo, npm, apt }
