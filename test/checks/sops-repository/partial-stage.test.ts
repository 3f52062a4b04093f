import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encOf } from '../../support/enc.ts'
import { type Found, foundBy } from '../../support/found.ts'
import { newRepository, type TestRepository } from '../../support/repository.ts'

const encrypted = `a: ${encOf()}\nsops:\n  mac: ${encOf()}\n`

let repository: TestRepository
beforeEach(() => {
  repository = newRepository()
})
afterEach(() => repository.remove())

const said = (verb: string): Promise<Found> => foundBy(repository, verb)

describe('before a commit', () => {
  test('an encrypted file whose working version is plaintext is told and does not fail', async () => {
    repository.stage('x.yaml', encrypted)
    repository.write('x.yaml', 'a: plain\n')
    const { code, lines, remedies } = await said('staged')
    expect(lines).toEqual(['sops-partial-stage low x.yaml'])
    expect(remedies[0]).toContain('sops encrypt --in-place x.yaml')
    expect(code).toBe(0)
  })

  test('only staged files are looked at', async () => {
    repository.stage('x.yaml', encrypted)
    repository.commit('first')
    repository.write('x.yaml', 'a: plain\n')
    repository.stage('y.yaml', 'b: c\n')
    expect((await said('staged')).lines).toEqual([])
  })

  test('plaintext that is staged is one finding, which says to stage the encrypted version', async () => {
    repository.stage('.sops.yaml', 'creation_rules:\n  - path_regex: ^secrets/\n')
    repository.stage('x.yaml', encrypted)
    repository.commit('first')
    repository.stage('secrets/a.yaml', 'a: plain\n')
    repository.stage('x.yaml', 'a: plain\n')
    repository.write('secrets/a.yaml', encrypted)
    repository.write('x.yaml', encrypted)
    const { lines, remedies } = await said('staged')
    expect(lines).toEqual(['sops-plain-required high secrets/a.yaml', 'sops-downgrade high x.yaml'])
    expect(remedies[0]).toContain('The version in the working tree is encrypted. Run: git add secrets/a.yaml')
    expect(remedies[1]).toContain('The version in the working tree is encrypted. Run: git add x.yaml')
  })

  test('files that are encrypted in both, gone, empty or links on disk are clean', async () => {
    for (const name of ['same', 'other', 'gone', 'empty', 'link']) repository.stage(`${name}.yaml`, encrypted)
    repository.write('other.yaml', `b: ${encOf()}\n${encrypted}`)
    repository.write('empty.yaml', '')
    for (const name of ['gone', 'link']) rmSync(join(repository.root, `${name}.yaml`))
    symlinkSync('same.yaml', join(repository.root, 'link.yaml'))
    expect(await said('staged')).toMatchObject({ code: 0, lines: [] })
  })
})

describe('an audit', () => {
  test('finds every tracked file of which one version is encrypted and the other is not', async () => {
    for (const name of ['decrypted', 'same']) repository.stage(`${name}.yaml`, encrypted)
    for (const name of ['sealed', 'plain']) repository.stage(`${name}.yaml`, 'a: plain\n')
    repository.commit('first')
    repository.write('decrypted.yaml', 'a: plain\n')
    repository.write('sealed.yaml', encrypted)
    repository.write('plain.yaml', 'a: other\n')
    repository.write('untracked.yaml', encrypted)
    const { code, lines, remedies } = await said('audit')
    expect(lines).toEqual(['sops-partial-stage low decrypted.yaml', 'sops-partial-stage high sealed.yaml'])
    expect(remedies[1]).toContain('git add sealed.yaml')
    expect(code).toBe(1)
  })

  test('finds an encrypted binary file that was decrypted in place', async () => {
    repository.stage('key', `{"data": "${encOf()}", "sops": {"mac": "${encOf()}"}}`)
    repository.write('key', new Uint8Array([1, 0, 2]))
    expect((await said('audit')).lines).toEqual(['sops-partial-stage low key'])
  })

  test('compares a file in conflict with our own side', async () => {
    repository.stage('x.yaml', encrypted)
    const first = repository.commit('first')
    repository.stage('x.yaml', `b: ${encOf()}\n${encrypted}`)
    repository.commit('ours')
    repository.git('checkout', '--quiet', '-b', 'other', first)
    repository.stage('x.yaml', `c: ${encOf()}\n${encrypted}`)
    repository.commit('theirs')
    await repository.tryGit('merge', 'main')
    repository.write('x.yaml', 'a: plain\n')
    expect((await said('audit')).lines).toEqual(['sops-partial-stage low x.yaml'])
  })
})
