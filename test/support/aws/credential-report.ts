import { type AccountState, type KeyState, rootUser } from './state.ts'

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((slot) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (name) => `access_key_${slot}_${name}`,
    ),
  ),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
]

const date = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, '+00:00')

const slot = (key: KeyState | undefined): readonly string[] => {
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A']
  const used = key.lastUsed
  return [
    String(key.status === 'Active'),
    date(key.created),
    ...(used === undefined ? ['N/A', 'N/A', 'N/A'] : [date(used.at), used.region, used.service]),
  ]
}

/** As AWS writes it, with the root account first. */
export const credentialReport = (state: AccountState): string => {
  const users = [rootUser, ...[...state.users].filter((user) => user !== rootUser)]
  const rows = users.map((user) => {
    const password =
      user === rootUser
        ? ['not_supported', 'no_information', 'not_supported', 'not_supported']
        : ['false', 'N/A', 'N/A', 'N/A']
    const [first, second] = state.longTerm(user)
    const made = date(Date.parse('2019-01-01T00:00:00Z'))
    return [
      user,
      state.arnOf(user),
      made,
      ...password,
      'false',
      ...slot(first),
      ...slot(second),
      'false',
      'N/A',
      'false',
      'N/A',
    ]
  })
  return [columns, ...rows].map((row) => row.join(',')).join('\n')
}
