import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseIni } from '../formats/ini.ts'
import { CannotCheckError, reasonOf, UserError } from '../model/errors.ts'
import { Secret } from '../model/secret.ts'
import type { AwsCredentials } from './types.ts'

/** Where credentials may be looked for. */
export interface CredentialPlaces {
  readonly env: NodeJS.ProcessEnv
  /** Named on the command line; it goes before the environment. */
  readonly profile?: string
}

/** The credentials of the environment or of a profile; undefined where neither has any. Starts no program and asks no service. */
export const ambientCredentials = ({ env, profile }: CredentialPlaces): AwsCredentials | undefined => {
  if (profile === undefined) {
    const own = fromEnvironment(env)
    if (own !== undefined) return own
  }
  const name = profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE
  const found = fromProfile(name ?? 'default', env)
  if (found === undefined && name !== undefined) throw new UserError(`there is no profile "${name}" with an access key`)
  return found
}

const fromEnvironment = (env: NodeJS.ProcessEnv): AwsCredentials | undefined =>
  credentialsOf(
    {
      id: env.AWS_ACCESS_KEY_ID,
      secret: env.AWS_SECRET_ACCESS_KEY,
      token: env.AWS_SESSION_TOKEN,
    },
    'the environment',
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  )

interface Parts {
  readonly id: string | undefined
  readonly secret: string | undefined
  readonly token: string | undefined
}

const credentialsOf = ({ id, secret, token }: Parts, source: string, both: string): AwsCredentials | undefined => {
  if (!id && !secret) return undefined
  if (!id || !secret) throw new UserError(`${source} has only one of ${both}`)
  return {
    accessKeyId: id,
    secretAccessKey: new Secret(secret),
    ...(token ? { sessionToken: new Secret(token) } : {}),
    source,
  }
}

const fromProfile = (name: string, env: NodeJS.ProcessEnv): AwsCredentials | undefined => {
  const source = `profile "${name}"`
  const home = env.HOME ?? homedir()
  const shared = settings(env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'), name)
  const config = settings(
    env.AWS_CONFIG_FILE || join(home, '.aws', 'config'),
    name === 'default' ? name : `profile ${name}`,
  )
  const at = (key: string): string | undefined => shared.get(key) ?? config.get(key)
  const parts = { id: at('aws_access_key_id'), secret: at('aws_secret_access_key'), token: at('aws_session_token') }
  const found = credentialsOf(parts, source, 'aws_access_key_id and aws_secret_access_key')
  const other = found === undefined ? elsewhere.find((key) => at(key) !== undefined) : undefined
  if (other !== undefined)
    throw new UserError(
      `${source} takes its credentials from ${other}, which leaktight does not run: put them into the environment, for example with aws configure export-credentials`,
    )
  return found
}

/** Ways to credentials that start programs, ask services or take further steps. */
const elsewhere = [
  'credential_process',
  'sso_session',
  'sso_start_url',
  'role_arn',
  'web_identity_token_file',
  'login_session',
]

const settings = (file: string, section: string): ReadonlyMap<string, string> => {
  const [root] = parseIni(contentOf(file)).documents
  if (root?.kind !== 'map') return new Map()
  const sections = root.entries.filter(
    ({ key, value }) => key.trim().replace(/\s+/g, ' ') === section && value.kind === 'map',
  )
  return new Map(
    sections.flatMap(({ value }) =>
      value.kind !== 'map'
        ? []
        : value.entries.flatMap((entry) =>
            entry.value.kind === 'scalar'
              ? [[entry.key.trim().toLowerCase(), String(entry.value.value ?? '').trim()] as const]
              : [],
          ),
    ),
  )
}

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new CannotCheckError(`${file}: cannot be read: ${reasonOf(error)}`, error)
  }
}
