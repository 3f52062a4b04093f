import { describe, expect, test } from 'vitest'
import { faultsOf, type KeyFile } from '../../../src/checks/keyfiles/index.ts'

const good: KeyFile = {
  path: '/home/a/.config/sops/age/keys.txt',
  real: '/home/a/.config/sops/age/keys.txt',
  mode: 0o600,
  uid: 1000,
  folderMode: 0o700,
  tracking: 'elsewhere',
  kind: 'age',
}

const found = (change: Partial<KeyFile>): string[] =>
  [...faultsOf({ ...good, ...change }, 1000)].map(({ meta, severity }) => `${meta.id} ${severity}`)

test.each([[{}], [{ mode: 0o400 }], [{ uid: 0 }], [{ folderMode: 0o755 }], [{ folderMode: 0o1777 }]])(
  '%o is fine',
  (change) => {
    expect(found(change)).toEqual([])
  },
)

test.each([
  [{ mode: 0o640 }, ['keyfile-mode high']],
  [{ mode: 0o604 }, ['keyfile-mode high']],
  [{ mode: 0o620 }, ['keyfile-mode high']],
  [{ mode: 0o700 }, ['keyfile-mode low']],
  [{ uid: 1001 }, ['keyfile-owner high']],
  [{ folderMode: 0o757 }, ['keyfile-parent high']],
  [{ folderMode: 0o775 }, ['keyfile-parent low']],
  [{ tracking: 'tracked' as const }, ['keyfile-tracked critical']],
  [{ tracking: 'not-ignored' as const }, ['keyfile-tracked high']],
  [{ real: '/nix/store/abc-keys.txt', mode: 0o444, uid: 0 }, ['keyfile-in-store critical']],
])('%o is told', (change, expected) => {
  expect(found(change)).toEqual(expected)
})

describe('an SSH key', () => {
  test('is judged by its mode alone', () => {
    expect(found({ kind: 'ssh', uid: 1001, folderMode: 0o777, tracking: 'tracked' })).toEqual([])
    expect(found({ kind: 'ssh', mode: 0o644 })).toEqual(['keyfile-mode high'])
  })
})

test('a link is named with what it leads to', () => {
  const [fault] = faultsOf({ ...good, real: '/srv/keys.txt', mode: 0o644 }, 1000)
  expect(fault?.message).toBe(
    'the private key that this links to, /srv/keys.txt, has the mode 0644, where 0600 or 0400 is wanted',
  )
})
