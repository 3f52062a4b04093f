/** Whose file it is: GitHub's (Forgejo and Gitea read the same), or GitLab's. */
export type CiHost = 'github' | 'gitlab'

const github =
  /(?:^|\/)\.(?:github|forgejo|gitea)\/(?:workflows|workflow-templates)\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/
const gitlab = /(?:^|\/)[^/]*\.gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab(?:-ci|\/ci)\/.*\.ya?ml$/

/** Workflows, composite actions and GitLab pipelines with what they include; undefined for any other file. */
export const ciHostOf = (path: string): CiHost | undefined => {
  if (latest?.path !== path) latest = { path, host: hostOf(path) }
  return latest.host
}

/** Every rule asks for the same path in turn. */
let latest: { readonly path: string; readonly host: CiHost | undefined } | undefined

const hostOf = (path: string): CiHost | undefined => {
  if (!/ya?ml$/.test(path)) return undefined
  if (github.test(path)) return 'github'
  return gitlab.test(path) ? 'gitlab' : undefined
}
