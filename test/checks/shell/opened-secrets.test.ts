import { expect, it } from 'vitest'
import { shellTempPlaintext } from '../../../src/checks/shell/temp-plaintext.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'

/** The places pointed at, with their severities. */
const placesIn = async (script: string): Promise<string[]> => {
  const text = `#!/bin/bash\n${script}\n`
  const hits = await hitsOf(shellTempPlaintext, documentOf('bin/x.sh', text), contextOf())
  return hits.map(({ span, severity }) => `${severity ?? 'medium'} ${text.slice(span?.start, span?.end)}`)
}

it.each([
  ['age -d -i key.txt secrets.age > /tmp/secrets.env', 'medium /tmp/secrets.env'],
  ['age --decrypt -i k -o /tmp/creds s.age', 'medium /tmp/creds'],
  ['gpg --batch --yes --output /tmp/creds.json --decrypt creds.json.gpg', 'medium /tmp/creds.json'],
  ['gpg -d backup.tar.gpg > /tmp/backup.tar', 'low /tmp/backup.tar'],
  ['openssl enc -d -aes-256-cbc -in s.env.enc -out /tmp/s.env -pass env:P', 'medium /tmp/s.env'],
  ['ansible-vault decrypt --output /var/tmp/vault.yml group_vars/vault.yml', 'medium /var/tmp/vault.yml'],
  ['ansible-vault decrypt --output=/tmp/vault.yml a.yml', 'medium --output=/tmp/vault.yml'],
  ['ansible-vault view vault.yml | tee /tmp/v', 'medium /tmp/v'],
  ['vault kv get -format=json secret/app > /tmp/app', 'medium /tmp/app'],
  ['aws secretsmanager get-secret-value --secret-id a | jq -r .SecretString > /tmp/db', 'medium /tmp/db'],
  ['pass show aws/key > /tmp/aws', 'medium /tmp/aws'],
  ['sops -d s.yaml | dd of=/tmp/plain status=none', 'medium of=/tmp/plain'],
  ['sops -d s.yaml | install -m 600 /dev/stdin /tmp/plain', 'medium /tmp/plain'],
  ['age -d s.env.age | install -m 600 /dev/stdin /tmp/plain', 'medium /tmp/plain'],
])('tells what is opened into a temporary folder: %s', async (script, place) => {
  expect(await placesIn(script)).toEqual([place])
})

it.each([
  'age -d -i k backup.age | tar -xf - -C /srv',
  't=$(mktemp); trap \'rm -f "$t"\' EXIT; gpg -d a.json.gpg > "$t"',
  'age -d s.age > "$XDG_RUNTIME_DIR/s"',
  'gpg --output /tmp/Release --decrypt InRelease',
  'gpg --dearmor < key.asc > /tmp/key.gpg',
  'gpg -d SHA256SUMS.asc > /tmp/SHA256SUMS',
  'openssl enc -aes-256-cbc -in a.json -out /tmp/a.enc',
  'openssl x509 -in cert.pem -noout -text > /tmp/cert',
  'vault status > /tmp/status',
  'aws secretsmanager get-secret-value --secret-id a | jq -r .aws_region > /tmp/region',
  'age -d s.age | sha256sum > /tmp/sum',
  'dd if=/dev/zero of=/tmp/image bs=1M count=1; sops -d s.yaml | app',
])('leaves alone what puts no plaintext there: %s', async (script) => {
  expect(await placesIn(script)).toEqual([])
})
