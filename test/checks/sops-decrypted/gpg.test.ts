import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentialReuse } from '../../../src/checks/sops-decrypted/credential-reuse.ts'
import { macMismatch } from '../../../src/checks/sops-decrypted/mac-mismatch.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { describeWithSops, makeSopsFolder, type SopsFolder, sopsEnvironment } from '../../support/sops.ts'

const hasGpg = spawnSync('gpg', ['--version'], { stdio: 'ignore' }).status === 0

describeWithSops('a file encrypted to a gpg key', () => {
  describe.skipIf(!hasGpg)('(skipped where gpg is not on PATH)', () => {
    let folder: SopsFolder
    let home: string
    let env: NodeJS.ProcessEnv
    beforeAll(() => {
      folder = makeSopsFolder()
      home = mkdtempSync(join(tmpdir(), 'lg-')) // a socket's path must be short
      chmodSync(home, 0o700)
      const { SOPS_AGE_KEY_FILE: _, ...others } = sopsEnvironment(folder.folder)
      env = { ...others, GNUPGHOME: home }
      const generate = [
        '--batch',
        '--passphrase',
        '',
        '--quick-generate-key',
        'tester@example.com',
        'default',
        'default',
      ]
      execFileSync('gpg', generate, { env, stdio: 'ignore' })
    }, 60_000)
    afterAll(() => {
      execFileSync('gpgconf', ['--kill', 'all'], { env })
      rmSync(home, { recursive: true, force: true })
      folder.remove()
    })

    const sealed = (path: string, plaintext: string): string => {
      const listing = execFileSync('gpg', ['--list-keys', '--with-colons'], { env, encoding: 'utf8', stdio: 'pipe' })
      const [, fingerprint = ''] = /^fpr:+([0-9A-F]{40}):/m.exec(listing) ?? []
      folder.write(path, plaintext)
      execFileSync('sops', ['encrypt', '--pgp', fingerprint, '--in-place', path], {
        cwd: folder.folder,
        env,
        stdio: 'ignore',
      })
      return folder.read(path)
    }

    test('is opened by the real sops, and its mac and its values are looked at', async () => {
      const context = contextOf({ keys: { env, workTree: undefined } })
      const files = ['dev', 'prod'].map((name) => {
        const path = `${name}.yaml`
        return [
          path,
          sealed(path, 'list:\n  - a: 1\n---\ndb_password: one-of-a-kind-value\nx_unencrypted: readable\n'),
        ] as const
      })
      const hits = []
      for (const [path, text] of files) {
        const document = documentOf(path, text)
        expect(await hitsOf(macMismatch, document, context)).toEqual([])
        hits.push(...(await hitsOf(credentialReuse, document, context)))
      }
      expect(hits.map(({ severity }) => severity)).toEqual(['high'])
      const [path, text] = files[0] ?? ['', '']
      const [hit] = await hitsOf(
        macMismatch,
        documentOf(path, text.replaceAll('x_unencrypted: readable', 'x_unencrypted: altered')),
        context,
      )
      expect(hit?.details).toEqual({ openedBy: 'sops' })
    })
  })
})
