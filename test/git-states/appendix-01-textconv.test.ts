import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newRepository } from '../support/repository.ts'
import { awsPair } from '../support/secrets.ts'

const repository = newRepository()
afterEach(() => repository.remove())

describe('appendix A test 1: a textconv that decrypts', () => {
  it('changes nothing: the encrypted bytes are examined and no plaintext is printed', async () => {
    const { id, secret } = awsPair()
    // The driver answers a plaintext credential for whatever it is given, as `sops decrypt` would.
    repository.write(
      'decrypt.sh',
      `#!/bin/sh\nprintf 'aws_access_key_id: %s\\naws_secret_access_key: %s\\n' ${id} ${secret}\ncat "$1"\n`,
    )
    const driver = join(repository.root, 'decrypt.sh')
    chmodSync(driver, 0o755)
    repository.git('config', 'diff.sopsdiffer.textconv', driver)
    repository.stage('.gitattributes', '*.enc.yaml diff=sopsdiffer\n')
    repository.stage('a.enc.yaml', 'value: one\n')
    repository.commit('encrypted')
    repository.stage('a.enc.yaml', 'value: two\n')
    expect(repository.git('diff', '--cached', '-U9')).toContain(secret)

    const { code, stdout, stderr } = await repository.leaktight(['staged', '--format', 'json', '--all'])
    expect(JSON.parse(stdout).findings).toEqual([])
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain(secret)
  })
})
