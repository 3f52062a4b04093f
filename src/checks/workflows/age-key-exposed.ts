import type { Rule } from '../../model/rule.ts'
import { mayBeScript } from '../shell/may-be-script.ts'
import { ciHostOf } from './ci-paths.ts'
import { listed } from './ci-rule.ts'

const dockerfile = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.(?:dockerfile|containerfile)$/i
const compose = /(?:^|\/)(?:docker-|podman-)?compose(?:[.-][^/]+)?\.ya?ml$/
const environment = /(?:^|\/)environment(?:\.d\/[^/]+\.conf)?$/

/** A private age key in an image, in the arguments of a command, or in the environment of more than needs it. */
export const ciAgeKeyExposed: Rule = {
  meta: {
    id: 'ci-age-key-exposed',
    summary: 'A private age key is given to more than the command that needs it',
    severity: 'medium',
    why: 'SOPS_AGE_KEY is the private key itself. As ENV or ARG it stays in the history of the image, as an argument every user of the machine can read it, and in the environment of a job or a login shell every program gets it, with all that is encrypted to it.',
    remedy:
      'Give sops a file or a command where it runs: SOPS_AGE_KEY_FILE=/run/secrets/age-key, or SOPS_AGE_KEY_CMD="pass show age"; in a build RUN --mount=type=secret,id=age-key,env=SOPS_AGE_KEY; in a workflow env: at the one step that decrypts. Make a new key where an image or a log held it: sops updatekeys and sops rotate.',
    references: [
      'https://getsops.io/docs/#encrypting-using-age',
      'https://docs.docker.com/build/building/secrets/',
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    ],
  },
  needs: ['content', 'path'],
  keywords: ['sops_age_key'],
  paths: (path) =>
    ciHostOf(path) !== undefined ||
    [dockerfile, compose, environment].some((pattern) => pattern.test(path)) ||
    mayBeScript(path),
  textOnly: true,
  wholeOnly: true,
  async *check(document) {
    if (!/SOPS_AGE_KEY(?![A-Z_])/.test(document.text)) return
    const { ageKeyPlaces } = await import('./age-key-places.ts')
    const kind = dockerfile.test(document.path) ? 'dockerfile' : compose.test(document.path) ? 'compose' : undefined
    yield* listed(await ageKeyPlaces(document, kind))
  },
}
