import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../place.mjs'
import { git } from './git.mjs'
import { kept } from './kept.mjs'

/** Encrypted files of the repository, of which one is staged. */
const files = 200

const pathOf = (index) => `secrets/team-${index % 10}/service-${index}.yaml`

const keys = ['access_key_id', 'secret_access_key', 'region', 'endpoint', 'model_id', 'token', 'user', 'password']

const plaintext = (index) =>
  `# service ${index}\n${['dev', 'prod'].map((name) => `${name}:\n${keys.map((key) => `    ${key}: word ${key} ${index}\n`).join('')}`).join('')}`

/** Whether sops and age are there to make the corpus with. */
export const canEncrypt = () =>
  ['sops', 'age-keygen'].every((program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).status === 0)

const write = (root, path, text) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const encryption = (root) => {
  const key = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const keyFile = join(folder('keys'), `${process.pid}.txt`)
  writeFileSync(keyFile, key, { mode: 0o600 })
  const env = { ...process.env, SOPS_AGE_KEY_FILE: keyFile, SOPS_DISABLE_VERSION_CHECK: '1' }
  return {
    recipient: /age1\S+/.exec(key)[0],
    sops: (...args) => execFileSync('sops', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] }),
    forget: () => rmSync(keyFile),
  }
}

const makeEncrypted = (root) => {
  git(root, 'init', '--quiet')
  const { recipient, sops, forget } = encryption(root)
  write(root, '.sops.yaml', `creation_rules:\n  - path_regex: ^secrets/\n    age: ${recipient}\n`)
  for (let index = 0; index < files; index++) {
    write(root, pathOf(index), plaintext(index))
    sops('encrypt', '--in-place', pathOf(index))
  }
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '-m', 'The files so far')
  sops('set', pathOf(files / 2), '["prod"]["token"]', '"another word"')
  git(root, 'add', '.')
  forget()
  return { staged: [pathOf(files / 2)], planted: [] }
}

/** As long as the text, and of words. */
const wordsFor = (text) =>
  'words and more '
    .repeat(Math.ceil(text.length / 15))
    .slice(0, text.length - 1)
    .padEnd(text.length, '.')

/** The same keys and sizes without ciphertext and metadata. */
const plainTwin = (text) => {
  const [body, metadata = ''] = text.split(/^sops:\n/m)
  const lines = wordsFor(metadata).match(/.{1,70}/g) ?? []
  return body.replace(/ENC\[[^\]]*\]/g, wordsFor) + lines.map((line, index) => `line_${index}: ${line}\n`).join('')
}

const makePlain = (encrypted) => (root) => {
  git(root, 'init', '--quiet')
  const at = (revision, path) => git(encrypted, 'show', `${revision}:${path}`)
  for (let index = 0; index < files; index++) write(root, pathOf(index), plainTwin(at('HEAD', pathOf(index))))
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '-m', 'The files so far')
  const [staged] = [pathOf(files / 2)]
  write(root, staged, plainTwin(readFileSync(join(encrypted, staged), 'utf8')))
  git(root, 'add', '.')
  return { staged: [staged], planted: [] }
}

/** A repository with 200 encrypted files, one of them staged, and its twin of plain files of the same size. */
export const sopsCorpus = async () => {
  const encrypted = await kept('staged-sops', 1, makeEncrypted)
  return { encrypted, plain: await kept('staged-sops-plain', 1, makePlain(encrypted.root)) }
}
