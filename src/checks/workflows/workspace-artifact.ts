import { ciRule } from './ci-rule.ts'

/** Artefacts and caches of everything that lies in the workspace. */
export const ciWorkspaceArtifact = ciRule(
  {
    id: 'ci-workspace-artifact',
    summary: 'The whole workspace is kept as an artifact or cache',
    severity: 'medium',
    why: 'With the workspace goes what steps left in it: decrypted files, .env and .npmrc, the credentials files of cloud actions, and .git/config, where older releases of actions/checkout and GitLab keep a token of the job. Whoever can read the repository can download artifacts, and pull requests can read caches.',
    remedy:
      'Name what the next job needs: path: dist/ (GitHub), artifacts: { paths: [dist/] } (GitLab); and check out with persist-credentials: false.',
    references: [
      'https://github.com/actions/upload-artifact#uploading-hidden-files',
      'https://github.com/actions/checkout#usage',
      'https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching',
      'https://docs.gitlab.com/ci/yaml/#artifacts',
    ],
  },
  ['github', 'gitlab'],
  /artifact|cache/i,
  async () => (await import('./workspace-artifact-hits.ts')).workspaceArtifactHits,
)
