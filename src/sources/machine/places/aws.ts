import { dirname, isAbsolute } from 'node:path'
import type { Kind, Person, Spot } from '../place.ts'

const store = {
  store: true,
  remedy: 'chmod 600 {file} or better, `aws sso login` or a credential_process that asks for the key when it is needed',
} as const

const credentials: Kind = {
  ...store,
  what: 'the credentials of the AWS CLI',
  names: (name) => name === 'credentials' || name === 'config',
}

const backup: Kind = {
  what: 'a copy of the credentials of the AWS CLI',
  names: (name) => /^(?:credentials|config)./.test(name),
  remedy: 'leaktight shred {file}',
}

const session: Kind = {
  ...store,
  what: 'sessions that the AWS CLI keeps',
  names: (name) => name.endsWith('.json'),
  remedy: 'chmod 600 {file} or `aws sso logout` and remove it',
}

export const awsSpots = ({ home, env, uid }: Person): readonly Spot[] => {
  const named = env.AWS_SHARED_CREDENTIALS_FILE
  const elsewhere = named !== undefined && isAbsolute(named) ? [named] : []
  return [
    { folder: `${home}/.aws`, depth: 1, kinds: [credentials, backup], uid },
    ...['cli', 'sso'].map((name) => ({ folder: `${home}/.aws/${name}/cache`, depth: 1, kinds: [session], uid })),
    ...elsewhere.map((file) => ({
      folder: dirname(file),
      depth: 1,
      kinds: [{ ...credentials, names: (name: string) => file.endsWith(`/${name}`) }],
      uid,
    })),
  ]
}
