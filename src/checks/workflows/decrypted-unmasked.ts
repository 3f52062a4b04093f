import { ciRule } from './ci-rule.ts'

/** Decrypted values that a CI step prints, or holds without a mask. */
export const ciDecryptedUnmasked = ciRule(
  {
    id: 'ci-decrypted-unmasked',
    summary: 'A step prints a decrypted value to its log',
    severity: 'high',
    why: 'A CI masks the values it was given as secrets. What a step decrypts or fetches is unknown to it, and stands in the log as it is, for everybody who can read the run.',
    remedy:
      'Hand it on without printing it: sops exec-env secrets.enc.env ./deploy.sh, or sops exec-file secrets.enc.yaml "deploy --values {}". On GitHub, mask a value before anything else: value=$(sops decrypt --extract \'["token"]\' secrets.yaml); echo "::add-mask::$value".',
    references: [
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log',
      'https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable',
      'https://getsops.io/docs/#passing-secrets-to-other-processes',
    ],
  },
  ['github', 'gitlab'],
  /\b(?:sops|r?age|gpg|vault|op|gcloud|az|aws|ansible-vault)\b/,
  async () => (await import('./decrypted-unmasked-hits.ts')).decryptedUnmaskedHits,
)
