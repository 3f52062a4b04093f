const named =
  /\.(?:sh|bash|zsh|ksh|dash|fish|envrc|bats)$|(?:^|\/)\.(?:envrc|(?:ba|z|k)?sh(?:rc|env)|(?:bash_|z)?profile|zlogin)$/
const hook = /(?:^|\/)\.(?:husky|githooks)\/[^/.]+$/
const extensionless = /(?:^|\/)[^/.]+$/

export const makefile = /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/
export const justfile = /(?:^|\/)\.?[Jj]ustfile$|\.just$/
export const dockerfile = /(?:^|\/)(?:[\w-]+\.)*(?:Docker|docker|Container|container)file(?:\.[\w.-]+)?$|\.dockerfile$/
export const markdown = /\.(?:md|markdown|mdx)$/i
export const nixFile = /\.nix$/
export const npmManifest = /(?:^|\/)package\.json$/

/** GitHub's, and those who read its format. */
export const githubFile = /(?:^|\/)\.(?:github|forgejo|gitea)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/
export const gitlabFile = /(?:^|[/.])gitlab-ci(?:[.-][\w.-]+)?\.ya?ml$|(?:^|\/)\.?gitlab(?:-ci)?\/.*\.ya?ml$/

/** Other services, by the name under which the keys that hold shell are known. */
export const otherCi: readonly (readonly [string, RegExp])[] = [
  ['circleci', /(?:^|\/)\.circleci\/.*\.ya?ml$/],
  ['azure', /(?:^|\/)\.?azure-?(?:pipelines?|devops)[^/]*(?:\/.*)?\.ya?ml$/],
  ['drone', /(?:^|\/)\.(?:drone|woodpecker)(?:\.ya?ml|\/.*\.ya?ml)$/],
  ['bitbucket', /(?:^|\/)bitbucket-pipelines\.ya?ml$/],
  ['travis', /(?:^|\/)\.travis\.ya?ml$/],
  ['buildkite', /(?:^|\/)\.buildkite\/.*\.ya?ml$/],
  ['task', /(?:^|\/)[Tt]askfile(?:\.[\w-]+)*\.ya?ml$/],
]

const yaml = /\.ya?ml$/

/** By its name alone; a file without an extension is a script if its first line says so. */
export const isNamedScript = (path: string): boolean => named.test(path) || hook.test(path)

/** Could hold shell by its name. Asked of every path. */
export const mayBeScript = (path: string): boolean =>
  yaml.test(path) ? isCi(path) : others.some((one) => one.test(path))

const others = [named, makefile, justfile, extensionless, dockerfile, markdown, nixFile, npmManifest]

const isCi = (path: string): boolean =>
  githubFile.test(path) || gitlabFile.test(path) || otherCi.some(([, pattern]) => pattern.test(path))
