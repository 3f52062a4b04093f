import { ciRule } from './ci-rule.ts'

/** Secrets written into the text of a script rather than given to it as variables. */
export const ciSecretInRun = ciRule(
  {
    id: 'ci-secret-in-run',
    summary: 'A secret is written into the text of a script',
    severity: 'low',
    why: 'GitHub puts the value into the script before a shell reads it: it lies in a file on the runner, in the arguments of the commands it is given to, and a quote or a dollar sign in it is run as code.',
    remedy:
      'Give it to the step as a variable, env: { TOKEN: "${{ secrets.TOKEN }}" }, and write "$TOKEN" in the script.',
    references: [
      'https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets#using-secrets-in-a-workflow',
      'https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable',
    ],
  },
  ['github'],
  /\bsecrets\b|github\s*\.\s*token/i,
  async () => (await import('./secret-in-run-hits.ts')).secretInRunHits,
)
