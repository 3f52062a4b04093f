import { drawFrom } from './random.mjs'

const keys = ['access_key_id', 'secret_access_key', 'region', 'endpoint', 'model_id', 'token', 'user', 'password']

/** Files as SOPS writes them, of random bytes that nothing opens. */
export const encryptedFiles = (count, seed) => {
  const draw = drawFrom(seed)
  const base64 = (size) => Buffer.from(Array.from({ length: size }, () => draw(256))).toString('base64')
  const enc = (size) => `ENC[AES256_GCM,data:${base64(size)},iv:${base64(32)},tag:${base64(16)},type:str]`
  const armour = `${Buffer.from('age-encryption.org/v1\n').toString('base64')}${base64(240)}`.match(/.{1,64}/g)
  const stamp = (number) => new Date(1_600_000_000_000 + number * 3_600_000).toISOString().replace('.000', '')
  const metadata = (file) => [
    'sops:',
    '    age:',
    `        - recipient: age1${'q'.repeat(58)}`,
    '          enc: |',
    ...['-----BEGIN AGE ENCRYPTED FILE-----', ...armour, '-----END AGE ENCRYPTED FILE-----'].map(
      (line) => `            ${line}`,
    ),
    `    lastmodified: "${file.lastmodified}"`,
    `    mac: ${file.mac}`,
    '    unencrypted_suffix: _unencrypted',
    '    version: 3.11.0',
    '',
  ]
  const stand = (file) => ({
    path: file.path,
    text: [...file.values.map((value, index) => `${keys[index]}: ${value}`), ...metadata(file)].join('\n'),
  })
  const sealed = (file, number) => Object.assign(file, { lastmodified: stamp(number), mac: enc(128) })
  const files = Array.from({ length: count }, (_, index) =>
    sealed({ path: `secrets/team-${index % 20}/service-${index}.yaml`, values: keys.map(() => enc(20)) }, 0),
  )
  const any = () => files[draw(files.length)]
  return {
    all: () => files.map(stand),
    paths: () => files.map(({ path }) => path),
    /** Sets one value of some files anew. */
    change: (many, number) => {
      const chosen = new Set(Array.from({ length: many }, any))
      for (const file of chosen) sealed(file, number).values[draw(keys.length)] = enc(20)
      return [...chosen].map(stand)
    },
    /** Names one file anew, and answers both names. */
    rename: () => {
      const file = any()
      const before = file.path
      file.path = `secrets/team-${draw(20)}/${before.split('/').at(-1)}`
      return before === file.path ? [] : [[before, file.path]]
    },
  }
}
