import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askSops, type SopsQuestion } from '../../../src/sops/crypto/real-sops.ts'
import { environmentOfSops } from '../../../src/sops/crypto/sops-environment.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktight-fake-'))
  for (const name of ['bin', 'repository', 'repository/bin', 'links']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = (path: string, script: string): void => {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, path), 0o755)
}

const question: SopsQuestion = { content: Buffer.from('sealed'), type: 'dotenv', answerType: 'json' }

const ask = (...path: string[]) =>
  askSops(
    { env: { PATH: [...path, '/usr/bin', '/bin'].join(delimiter) }, workTree: join(folder, 'repository') },
    question,
  )

test('the file goes in through a pipe and the plaintext comes out of one', async () => {
  program('bin/sops', `printf '%s ' "$@"; cat`)
  const answer = await ask(join(folder, 'bin'))
  expect(answer).toMatchObject({ is: 'plaintext' })
  expect(answer?.is === 'plaintext' && answer.plaintext.toString()).toBe(
    'decrypt --input-type dotenv --output-type json sealed',
  )
})

test.each([
  [25, 'tree-error'],
  [51, 'mac-mismatch'],
  [128, 'no-key'],
  [1, 'failed'],
  [2, 'failed'],
])('exit code %d is told in our own words', async (code, is) => {
  program('bin/sops', `cat > /dev/null; echo open-text; echo open-text >&2; exit ${code}`)
  const answer = await ask(join(folder, 'bin'))
  expect(answer?.is).toBe(is)
  expect(JSON.stringify(answer)).not.toContain('open-text')
})

test('a program of the scanned repository is never started, by whatever way it stands on PATH', async () => {
  program('repository/bin/sops', `touch ${join(folder, 'started')}; cat`)
  symlinkSync(join(folder, 'repository/bin'), join(folder, 'links/bin'))
  mkdirSync(join(folder, 'linked'))
  symlinkSync(join(folder, 'repository/bin/sops'), join(folder, 'linked/sops'))
  const places = ['repository/bin', 'links/bin', 'linked'].map((name) => join(folder, name))
  const env = { PATH: [...places, 'bin', '.', ''].join(delimiter) }
  expect(await askSops({ env, workTree: join(folder, 'repository') }, question)).toBeUndefined()
  expect(() => readFileSync(join(folder, 'started'))).toThrow()
})

test('what sops starts itself comes from no folder of the repository either', async () => {
  program('bin/sops', 'cat > /dev/null; printf %s "$PATH"')
  const answer = await ask(join(folder, 'repository/bin'), join(folder, 'bin'), 'relative')
  expect(answer?.is === 'plaintext' && answer.plaintext.toString()).toBe(
    [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter),
  )
})

test('an answer without end is no answer', async () => {
  program('bin/sops', 'cat > /dev/null; while :; do echo more more more more more more more more; done')
  expect((await ask(join(folder, 'bin')))?.is).toBe('failed')
})

test('a command of the environment that leads into the repository is not passed on, and a relative key file is', () => {
  const repository = join(folder, 'repository')
  symlinkSync(repository, join(folder, 'links/repository'))
  writeFileSync(join(repository, 'key.sh'), '')
  const within = (command: string, cwd = folder) =>
    environmentOfSops({ SOPS_AGE_KEY_CMD: command }, repository, cwd).SOPS_AGE_KEY_CMD
  expect(within(`${repository}/key.sh`)).toBeUndefined()
  expect(within(`sh -c "cd '${repository}' && ./key.sh"`)).toBeUndefined()
  expect(within(`cat ${join(folder, 'links/repository')}`)).toBeUndefined()
  for (const command of ['./key.sh', 'sh key.sh', 'sh -c "./$KEY"']) expect(within(command, repository)).toBeUndefined()
  expect(within('pass show age/key', repository)).toBe('pass show age/key')
  expect(within('key.sh show', repository)).toBe('key.sh show') // of PATH
  expect(environmentOfSops({ SOPS_GPG_EXEC: `${repository}/gpg` }, repository, folder).SOPS_GPG_EXEC).toBeUndefined()
  expect(environmentOfSops({ SOPS_AGE_KEY_FILE: 'keys.txt' }, repository, folder).SOPS_AGE_KEY_FILE).toBe(
    resolve('keys.txt'),
  )
})

test('plaintext may be much longer in JSON than its ciphertext', async () => {
  program('bin/sops', 'cat > /dev/null; head -c 500000 /dev/zero')
  const env = { PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter) }
  const answer = await askSops({ env, workTree: undefined }, { ...question, content: Buffer.alloc(100_000) })
  expect(answer).toMatchObject({ is: 'plaintext' })
})
