import { expect, it } from 'vitest'
import { shellTempPlaintext } from '../../../src/checks/shell/temp-plaintext.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'

it.each([
  'sudo -u app sops -d s.yaml > /tmp/x',
  'sudo -E --user app sops -d s.yaml > /tmp/x',
  'sudo -Hu app env -u HTTP_PROXY nice -n 10 sops -d s.yaml > /tmp/x',
  'sops -d s.yaml | sudo -u app tee /tmp/x > /dev/null',
  'sudo sops -d s.yaml > /tmp/x',
  'sudo -uroot sops -d s.yaml > /tmp/x',
])('looks through what starts another program: %s', async (script) => {
  expect(await hitsOf(shellTempPlaintext, documentOf('bin/x.sh', `${script}\n`), contextOf())).toHaveLength(1)
})
