import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWithSops } from '../support/sops.ts'
import { newSopsRepository } from '../support/sops-repository.ts'

describeWithSops('a commit of an encrypted file', () => {
  test('loads three files of the program, and no package that reads YAML or expressions', async () => {
    const repository = newSopsRepository()
    try {
      repository.stage('.sops.yaml', repository.read('.sops.yaml'))
      repository.commit('rules')
      repository.write('secrets/aws.yaml', 'aws:\n  region: eu-west-1\n  token: no words\n')
      repository.sops(['encrypt', '--in-place', 'secrets/aws.yaml'])
      repository.stage('secrets/aws.yaml', repository.read('secrets/aws.yaml'))
      expect(await repository.leaktight(['staged'])).toMatchObject({ code: 0 })
      const cache = join(repository.home, '.cache/leaktight')
      const [folder = ''] = readdirSync(cache).filter((name) => name.startsWith('code-'))
      expect(readdirSync(join(cache, folder)).sort()).toEqual(['hook.js.bin', 'sealed.js.bin', 'start.js.bin'])
    } finally {
      repository.remove()
    }
  })
})
