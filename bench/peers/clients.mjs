import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const run = (program, args, options = {}) =>
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28, ...options })

const go = ({ package: name, version }, home) =>
  run('go', ['install', `${name}@v${version}`], { env: { ...process.env, GOBIN: join(home, 'bin') } })

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
export const clients = { go, pip, cargo, npm, apt }
