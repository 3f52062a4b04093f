const assigned = (shape, name, mould) => ({ shape, lines: [`const ${name} = "${mould}"`] })
const variable = (shape, name, mould) => ({ shape, lines: [`${name}=${mould}`] })

const aws = {
  shape: 'AWS key pair',
  lines: ['aws_access_key_id = AKIA${base32:16}', 'aws_secret_access_key = ${base64:40}'],
}

const key = (shape, kind) => ({ shape, lines: [`\${pem:${kind}}`] })

/** What is planted, in the order it is planted: shapes that vendors document, ours to find or not. */
export const shapes = [
  aws,
  assigned('GitHub classic token', 'token', '${github-crc32:ghp}'),
  variable('Slack bot token', 'SLACK_BOT_TOKEN', 'xoxb-${digits:12}-${digits:13}-${alnum:24}'),
  assigned('Stripe live key', 'stripeKey', 'sk_live_${alnum:24}'),
  key('RSA private key', 'RSA PRIVATE KEY'),
  variable('npm token', 'NPM_TOKEN', '${npm-crc32}'),
  assigned('GitLab personal token', 'gitlab', 'glpat-${alnum:20}'),
  variable('OpenAI project key', 'OPENAI_API_KEY', 'sk-proj-${alnum:74}T3BlbkFJ${alnum:74}'),
  assigned('Google API key', 'mapsKey', 'AIza${alnum:35}'),
  aws,
  assigned('GitHub fine-grained token', 'pat', 'github_pat_${alnum:22}_${alnum:59}'),
  variable('Anthropic key', 'ANTHROPIC_API_KEY', 'sk-ant-api03-${alnum:93}AA'),
  assigned('Slack webhook', 'hook', 'https://hooks.slack.com/services/T${upper:10}/B${upper:10}/${alnum:24}'),
  key('OpenSSH private key', 'OPENSSH PRIVATE KEY'),
  variable('SendGrid key', 'SENDGRID_API_KEY', 'SG.${alnum:22}.${alnum:43}'),
  assigned('PyPI token', 'pypi', 'pypi-AgEIcHlwaS5vcmc${alnum:150}'),
  variable('URL with password', 'DATABASE_URL', 'postgres://service:${alnum:24}@db.internal.corp:5432/app'),
  assigned('DigitalOcean token', 'digitalocean', 'dop_v1_${hex:64}'),
  key('EC private key', 'EC PRIVATE KEY'),
  variable('Hugging Face token', 'HF_TOKEN', 'hf_${alpha:34}'),
]
