import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { encryptedYaml } from '../checks/leftovers/support.ts'
import { newRepository, type TestRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
  repository.stage('secrets/aws.yaml', encryptedYaml('aws_access_key_id', 'aws_secret_access_key', 'aws_region'))
  repository.stage('secrets/db.yaml', encryptedYaml('user', 'password', 'host', 'token', 'name', 'version'))
  repository.commit('sealed')
})
afterEach(() => repository.remove())

const kinds = new Set([
  '.yaml',
  '.yml',
  '.json',
  '.ini',
  '.cfg',
  '.conf',
  '.toml',
  '.properties',
  '.csv',
  '.env',
  '.cnf',
])

/** Files that this machine happens to have, whose names the check looks at. */
function* ordinary(folder: string, depth: number): Generator<string> {
  let entries: ReturnType<typeof listed>
  try {
    entries = listed(folder)
  } catch {
    return
  }
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 0) yield* ordinary(path, depth - 1)
    else if (entry.isFile() && kinds.has(extname(entry.name)) && isSmall(path)) yield path
  }
}

const listed = (folder: string) => readdirSync(folder, { withFileTypes: true })

const isSmall = (path: string): boolean => {
  try {
    const { size } = statSync(path)
    return size > 0 && size < 256 * 1024
  } catch {
    return false
  }
}

const few = function* (paths: Iterable<string>, most: number): Generator<string> {
  let left = most
  for (const path of paths) {
    if (left-- <= 0) return
    yield path
  }
}

const places: readonly (readonly [string, number])[] = [
  [join(import.meta.dirname, '../../node_modules'), 250],
  ['/usr/share', 100],
  ['/usr/lib', 100],
  ['/etc', 50],
]

// As tools leave them in temporary folders.
const written: Readonly<Record<string, string>> = {
  '.sops.yaml':
    'creation_rules:\n  - path_regex: secrets/.*\n    age: age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq\n',
  'encrypted.yaml': encryptedYaml('aws_access_key_id', 'aws_secret_access_key', 'aws_region'),
  'kubeconfig.yaml':
    'apiVersion: v1\nkind: Config\nclusters:\n  - name: a\n    cluster:\n      server: https://a.example\nusers:\n  - name: me\n    user:\n      exec:\n        command: aws\n',
  'credentials.ini':
    '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  '.env.example': 'AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=<secret>\nDB_PASSWORD=changeme\n',
  'pip.json':
    '{"name": "x", "version": "1.2.3", "requires": ["y"], "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}\n',
  'tool.json': '{"host": "localhost", "user": "me", "name": "db", "version": 3, "next_token": "abc"}\n',
  'compiled.csv': 'object,size\na.o,120\nb.o,99\n',
}

it('at least 300 ordinary files in a temporary folder are silent, and one leftover among them is found', async () => {
  const folder = join(repository.home, 'tmp')
  let count = 0
  for (const [place, most] of places) {
    for (const path of few(ordinary(place, 5), most)) {
      const into = join(folder, `${count % 20}`)
      mkdirSync(into, { recursive: true })
      copyFileSync(path, join(into, `${count++}${extname(path)}`))
    }
  }
  for (const [name, content] of Object.entries(written)) writeFileSync(join(folder, name), content)
  expect(count).toBeGreaterThan(300)
  writeFileSync(join(folder, '7', 'aws-update.yaml'), awsPair().yaml)
  const { stdout } = await repository.leaktight(['audit', '--format', 'json'])
  const { findings }: { findings: { path: string; message: string; origin: { from: string } }[] } = JSON.parse(stdout)
  const found = findings
    .filter(({ origin }) => origin.from === 'machine')
    .map(({ path, message }) => `${path} ${message}`)
  expect(found).toEqual([expect.stringContaining('7/aws-update.yaml plaintext left behind: holds aws-access-key-id')])
})
