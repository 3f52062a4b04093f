import { describe } from 'vitest'
import { ciLiteralCredential } from '../../../src/checks/workflows/literal-credential.ts'
import { ciUntrustedCheckout } from '../../../src/checks/workflows/untrusted-checkout.ts'
import { ciWorkspaceArtifact } from '../../../src/checks/workflows/workspace-artifact.ts'
import { finds, gitlab, isSilent, steps } from './marked.ts'

const checkout = 'uses: actions/checkout@v4'

describe('ci-workspace-artifact', () => {
  finds(ciWorkspaceArtifact, [
    [steps(checkout, 'uses: actions/upload-artifact@v3\nwith:\n  name: all\n  path: «.»'), 'medium'],
    [steps(checkout, 'uses: actions/upload-artifact@v4\nwith:\n  path: «./»\n  include-hidden-files: true'), 'medium'],
    [steps(checkout, 'uses: actions/upload-artifact@v4\nwith: { name: all, path: "«**»" }'), 'low'],
    [steps('uses: actions/upload-artifact@v4\nwith:\n  path: «${{ github.workspace }}»'), 'low'],
    [steps(checkout, 'uses: actions/cache@v4\nwith:\n  key: k\n  path: «${{ github.workspace }}/»'), 'medium'],
    [
      steps(checkout, 'uses: actions/upload-artifact@v4.3.1\nwith:\n  path: |\n    dist\n    «.»\n    !node_modules'),
      'medium',
    ],
    [steps('run: sops -d s.yaml > s.dec.yaml', 'uses: actions/upload-artifact@v4\nwith:\n  path: «./**»'), 'medium'],
    [steps(checkout, `uses: actions/upload-artifact@${'a'.repeat(40)} # v3.1.2\nwith:\n  path: '«*»'`), 'medium'],
    ['a:\n  script: [make]\n  artifacts:\n    paths:\n      - dist\n      - «.»\n', 'medium', gitlab],
    ['a:\n  script: [make]\n  artifacts: { paths: [«"./"»] }\n', 'medium', gitlab],
    ['a:\n  script: [make]\n  artifacts:\n    untracked: «true»\n', 'low', gitlab],
    ['a:\n  script: [sops -d s.yaml > s.dec]\n  artifacts:\n    untracked: «true»\n', 'medium', gitlab],
    ['cache:\n  paths: [«$CI_PROJECT_DIR»]\na:\n  script: [make]\n', 'medium', gitlab],
    ['.base: &b\n  artifacts:\n    paths: [«"**/*"»]\na:\n  <<: *b\n  script: [make]\n', 'medium', gitlab],
  ])
  isSilent(ciWorkspaceArtifact, [
    steps(checkout, 'uses: actions/upload-artifact@v4\nwith:\n  path: dist/'),
    steps(checkout, 'uses: actions/cache@v4\nwith:\n  path: ~/.npm\n  key: k'),
    steps(checkout, 'uses: actions/upload-artifact@v4\nwith:\n  path: ${{ github.workspace }}/dist'),
    steps(checkout, 'uses: actions/upload-artifact@v4\nwith:\n  path: ./*.log'),
    steps(checkout, 'uses: actions/download-artifact@v4\nwith:\n  path: .'),
    steps('uses: docker/build-push-action@v6\nwith:\n  context: .\n  path: .'),
    steps(checkout, 'uses: actions/upload-artifact@v4\nwith:\n  path: "**/*.xml"'),
  ])
  isSilent(
    ciWorkspaceArtifact,
    [
      'a:\n  script: [make]\n  artifacts:\n    paths: [dist/, "*.log"]\n',
      'a:\n  script: [make]\n  artifacts:\n    untracked: false\n',
      'a:\n  script: [make]\n  cache:\n    paths: [node_modules/]\n',
    ],
    gitlab,
  )
})

const target = (jobs: string, on = 'pull_request_target'): string => `on: ${on}\njobs:\n  a:\n${jobs}`
const head = 'ref: «${{ github.event.pull_request.head.sha }}»'

describe('ci-untrusted-checkout', () => {
  finds(ciUntrustedCheckout, [
    [
      target(
        `    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${head}\n      - run: make\n        env:\n          A: \${{ secrets.A }}\n`,
      ),
      'high',
    ],
    [
      target(
        `    env: { A: "\${{ secrets.A }}" }\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: "«refs/pull/\${{ github.event.number }}/merge»" }\n      - run: make\n`
          .replace('"«refs', '«"refs')
          .replace('merge»"', 'merge"»'),
        '[pull_request_target]',
      ),
      'high',
    ],
    [
      target(
        `    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${head}\n      - run: make\n`,
        '\n  pull_request_target:\n    types: [opened]',
      ),
      'medium',
    ],
    [
      target(
        '    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          «gh pr checkout» "$N"\n          make\n',
        'issue_comment',
      ),
      'medium',
    ],
    [
      target(
        `    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: «\${{ github.event.workflow_run.head_sha }}»\n      - uses: x/y@v1\n        with:\n          token: \${{ secrets.PAT }}\n`,
        'workflow_run',
      ),
      'high',
    ],
    [
      target(
        `    permissions: { contents: write }\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: «\${{ github.head_ref }}»\n      - run: npm ci\n`,
      ),
      'medium',
    ],
  ])
  const plainHead = 'ref: ${{ github.event.pull_request.head.sha }}'
  isSilent(ciUntrustedCheckout, [
    target(
      '    steps:\n      - uses: actions/checkout@v4\n      - run: make\n        env:\n          A: ${{ secrets.A }}\n',
    ),
    target(
      `    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${plainHead}\n      - run: make\n        env:\n          A: \${{ secrets.A }}\n`,
      'pull_request',
    ),
    target(
      `    if: github.event.pull_request.head.repo.full_name == github.repository\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${plainHead}\n      - run: make\n        env:\n          A: \${{ secrets.A }}\n`,
    ),
    target(
      `    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${plainHead}\n          persist-credentials: false\n      - run: make\n`,
    ),
    target(
      `    permissions:\n      contents: read\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${plainHead}\n      - run: make\n`,
    ),
    target(
      '    steps:\n      - uses: actions/labeler@v5\n        with:\n          repo-token: ${{ secrets.GITHUB_TOKEN }}\n',
    ),
    target(
      `    if: \${{ !github.event.pull_request.head.repo.fork }}\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ${plainHead}\n      - run: make\n`,
    ),
  ])
})

// No password that anybody uses; made so that no pattern of a vendor knows it.
const word = ['Corr3ct', 'Horse'].join('-')

describe('ci-literal-credential', () => {
  finds(ciLiteralCredential, [
    [
      `on: push\njobs:\n  a:\n    container:\n      image: x\n      credentials:\n        username: u\n        password: «${word}»\n`,
      'medium',
    ],
    [
      `on: push\njobs:\n  a:\n    services:\n      db:\n        image: x\n        credentials: { username: u, password: «"${word}"» }\n`,
      'medium',
    ],
    [`on: push\njobs:\n  a:\n    container:\n      credentials:\n        password: «'${word}'» # for now\n`, 'medium'],
    [`variables:\n  DEPLOY_PASSWORD: «"${word}"»\n`, 'low', gitlab],
    [`a:\n  variables: { API_TOKEN: «${word}» }\n  script: [make]\n`, 'low', gitlab],
    [`variables:\n  API_KEY:\n    value: «${word}»\n    description: x\n`, 'low', gitlab],
    [`variables:\n  DOCKER_AUTH_CONFIG: «'{"auths":{"r.io":{"auth":"${word}"}}}'»\n`, 'medium', gitlab],
  ])
  isSilent(ciLiteralCredential, [
    'on: push\njobs:\n  a:\n    container:\n      credentials:\n        password: ${{ secrets.P }}\n',
    'on: push\njobs:\n  a:\n    services:\n      db:\n        credentials:\n          username: u\n          password: "${{ github.token }}"\n',
    'on: push\njobs:\n  a:\n    container: node:20\n',
    'on: push\njobs:\n  a:\n    container:\n      credentials:\n        password:\n',
    steps('uses: x/credentials@v1\nwith:\n  credentials: x'),
    'on: push\njobs:\n  a:\n    services:\n      db:\n        image: postgres\n        env:\n          POSTGRES_PASSWORD: postgres\n',
  ])
  isSilent(
    ciLiteralCredential,
    [
      'variables:\n  POSTGRES_PASSWORD: postgres\n',
      'variables:\n  DEPLOY_TOKEN: $PROJECT_TOKEN\n',
      'variables:\n  SECRET_NAME: a-b-c\n',
      'variables:\n  TLS_SECRET: my-registry-secret\n',
      'variables:\n  API_TOKEN: "${OTHER}"\n',
      'variables:\n  API_KEY: /run/secrets/api.key\n',
    ],
    gitlab,
  )
})
