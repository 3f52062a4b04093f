import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runtimeSecretFindings } from '../../../src/commands/runtime-secrets.ts'
import { isRuntimeSecret } from '../../../src/sources/machine/never.ts'
import { isPlainWay } from '../../../src/sources/machine/plain-way.ts'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'leaktight-runtime-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const secret = (folder: string, name: string, mode: number): void => {
  mkdirSync(join(folder, '7/group'), { recursive: true })
  writeFileSync(join(folder, '7', name), 'never read')
  chmodSync(join(folder, '7', name), mode)
}

const told = async (folder: string): Promise<string[]> =>
  (await runtimeSecretFindings([folder])).map(
    ({ path, severity, message }) => `${severity} ${path.replace(`${folder}/`, '')}: ${message}`,
  )

describe('what sops-nix decrypted', () => {
  const noMemory = spawnSync('sh', ['-c', 'test "$(stat -f -c %T /dev/shm)" = tmpfs']).status !== 0

  it.skipIf(noMemory)('in memory is judged by its mode alone (needs tmpfs at /dev/shm)', async () => {
    const folder = mkdtempSync('/dev/shm/leaktight-runtime-')
    try {
      secret(folder, 'own', 0o400)
      secret(folder, 'group/shared', 0o440)
      secret(folder, 'all', 0o444)
      symlinkSync('/etc/passwd', join(folder, '7/link'))
      expect((await told(folder)).sort()).toEqual([
        'high 7/all: a decrypted secret can be read by everyone (mode 0444)',
        'low 7/group/shared: a decrypted secret can be read by its group (mode 0440)',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('on a disk is told; where there is none, nothing is', async () => {
    secret(base, 'own', 0o400)
    const onDisk = spawnSync('stat', ['-f', '-c', '%T', base], { encoding: 'utf8' }).stdout.trim() !== 'tmpfs'
    expect(await told(base)).toEqual(onDisk ? ['high 7/own: a decrypted secret lies on a disk and not in memory'] : [])
    expect(await told(join(base, 'absent'))).toEqual([])
  })

  it.each([
    ['/run/secrets', true],
    ['/run/secrets/aws_key', true],
    ['/run/secrets.d/7/aws_key', true],
    ['/run/secrets-for-users/x', true],
    ['/run/agenix.d/1', true],
    ['/run/secretsanta', false],
    ['/run/user/1000', false],
    ['/run/user/1000/secrets.d/3/aws_key', true],
    ['/run/user/1000/agenix/aws_key', true],
    ['/run/user/1000/secrets/aws.yaml', false],
  ])('%s is left alone: %s', (path, expected) => expect(isRuntimeSecret(path)).toBe(expected))
})

describe('the way to a place in the home of another user', () => {
  it('has no link and no other file system on it', () => {
    mkdirSync(join(base, 'a/b/c'), { recursive: true })
    symlinkSync(join(base, 'a'), join(base, 'link'))
    const way = (path: string, ...mounts: string[]) =>
      isPlainWay(base, join(base, path), new Set(mounts.map((one) => join(base, one))))
    expect([way('a/b/c'), way('link/b/c'), way('a/b/c', 'a/b'), way('a/b/c', 'a/b/c'), way('absent/b')]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
