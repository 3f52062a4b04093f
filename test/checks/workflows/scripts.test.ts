import { describe } from 'vitest'
import { ciDebugTrace } from '../../../src/checks/workflows/debug-trace.ts'
import { ciDecryptedUnmasked } from '../../../src/checks/workflows/decrypted-unmasked.ts'
import { ciEnvDump } from '../../../src/checks/workflows/env-dump.ts'
import { ciSecretExported } from '../../../src/checks/workflows/secret-exported.ts'
import { finds, gitlab, isSilent, steps } from './marked.ts'

const secret = 'env:\n  FOO: ${{ secrets.FOO }}\n'

describe('ci-secret-exported', () => {
  finds(ciSecretExported, [
    [steps('run: «sops -d secrets.env» >> $GITHUB_ENV'), 'high'],
    [steps('run: |\n  echo "TOKEN=$(«sops decrypt --extract \'["token"]\' s.yaml»)" >> "$GITHUB_ENV"'), 'high'],
    [steps('run: |\n  {\n    echo a=b\n    echo "k=$(«sops -d x.yaml»)"\n  } >> "$GITHUB_OUTPUT"'), 'medium'],
    [steps('run: |\n  token=$(sops -d x.yaml | yq .token)\n  echo "token=«${token}»" >> "${GITHUB_OUTPUT}"'), 'medium'],
    [
      steps(
        'run: |\n  token=$(vault kv get -field=x a/b)\n  cat <<EOF >> $GITHUB_STEP_SUMMARY\n  # Token\n  «$token»\n  EOF',
      ),
      'high',
    ],
    [steps('run: «sops -d secrets.env» | tee -a "$GITHUB_ENV" > /dev/null'), 'high'],
    [steps('run: echo "A=«${{ secrets.A }}»" >> $GITHUB_ENV'), 'low'],
    [steps(`${secret}run: echo "foo=«$FOO»" >> \${{ github.output }}`), 'low'],
    [steps('run: echo "::set-output name=token::$(«age -d -i k t.age»)"'), 'medium'],
    [steps(`${secret}run: |\n  OUT=$GITHUB_ENV\n  echo "P=$(echo «$FOO» | base64 -d)" >> "$OUT"`), 'high'],
    [steps('run: «env» >> $GITHUB_ENV'), 'low'],
    [steps(`${secret}run: echo "«$FOO»" >> $GITHUB_STEP_SUMMARY`), 'medium'],
    [
      'deploy:\n  script:\n    - echo "API_TOKEN=$(vault kv get -field=t a)" >> build.env\n  artifacts:\n    reports:\n      dotenv: «build.env»\n',
      'high',
      gitlab,
    ],
    [
      'deploy:\n  script:\n    - echo "API_TOKEN=$API_TOKEN" >> build.env\n  artifacts:\n    reports:\n      dotenv:\n        - «"build.env"»\n',
      'medium',
      gitlab,
    ],
  ])
  isSilent(ciSecretExported, [
    steps('run: |\n  token=$(sops -d x.yaml)\n  echo "::add-mask::$token"\n  echo "token=$token" >> $GITHUB_ENV'),
    steps('run: echo "VERSION=$(git describe)" >> "$GITHUB_ENV"'),
    steps(
      'run: |\n  sops -d x.env > x.env.dec\n  while read -r line; do echo "::add-mask::${line#*=}"; done < x.env.dec\n  cat x.env.dec >> $GITHUB_ENV',
    ),
    steps('run: sops exec-env x.env ./deploy.sh && echo "done=1" >> $GITHUB_OUTPUT'),
    steps('run: echo "has=${{ secrets.A != \'\' }}" >> $GITHUB_OUTPUT'),
    steps('run: sops -d x.env > "$RUNNER_TEMP/x.env" # not >> $GITHUB_ENV'),
    steps(`${secret}run: echo "\${FOO:+set}" >> $GITHUB_OUTPUT`),
    steps('run: |\n  t=$(op read op://a/b)\n  printf "::add-mask::%s\\n" "$t"\n  echo "t=$t" >> $GITHUB_OUTPUT'),
  ])
  isSilent(
    ciSecretExported,
    [
      'build:\n  script:\n    - echo "VERSION=$CI_COMMIT_SHA" >> build.env\n  artifacts:\n    reports:\n      dotenv: build.env\n',
      'build:\n  script:\n    - echo "API_TOKEN=$T" >> local.env\n  artifacts:\n    reports:\n      dotenv: build.env\n',
    ],
    gitlab,
  )
})

describe('ci-decrypted-unmasked', () => {
  finds(ciDecryptedUnmasked, [
    [steps('run: «sops -d secrets.yaml»'), 'high'],
    [steps('run: |\n  echo start\n  «sops decrypt secrets.yaml» | jq -r .a'), 'high'],
    [steps('run: |\n  sops -d s.yaml > s.dec.yaml\n  «cat s.dec.yaml»'), 'high'],
    [steps('run: |\n  x=$(sops -d s.yaml)\n  echo "«$x»"'), 'high'],
    [steps('run: «aws secretsmanager get-secret-value --secret-id x»'), 'high'],
    [steps('run: |\n  if [ -f x ]; then\n    «gpg --decrypt x.gpg»\n  fi'), 'high'],
    [steps('run: |\n  for f in a b; do\n    «sops -d "$f"»\n  done'), 'high'],
    [steps('run: token=$(«sops -d --extract \'["a"]\' s.yaml»)\nshell: bash'), 'low'],
    [steps('run: |\n  export TOKEN="$(«sops -d s.yaml» | jq -r .a)"\n  ./deploy'), 'low'],
    [steps('run: |\n  get() {\n    sops -d "$1"\n  }\n  «get a.yaml»'), 'high'],
    ['a:\n  script:\n    - make\n    - «sops -d secrets.yaml»\n', 'high', gitlab],
    ['a:\n  before_script:\n    - |\n      set -e\n      «sops decrypt x.json» | jq .\n', 'high', gitlab],
    ['.t: &t\n  - «sops -d x»\na:\n  script:\n    - *t\n    - [make]\n', 'high', gitlab],
  ])
  isSilent(ciDecryptedUnmasked, [
    steps('run: sops exec-env secrets.enc.env ./deploy.sh'),
    steps('run: sops -d s.yaml > "$RUNNER_TEMP/s.yaml"'),
    steps('run: sops -d s.yaml | kubectl apply -f -'),
    steps('run: |\n  t=$(sops -d s.yaml)\n  echo "::add-mask::$t"\n  ./deploy "$t"'),
    steps('run: sops --decrypt --output s.dec.yaml s.yaml'),
    steps('run: sops -d -i s.yaml'),
    steps('run: aws ecr get-login-password | docker login -u AWS --password-stdin x'),
    steps('run: "# sops -d s.yaml"'),
    steps('run: helm upgrade x ./chart -f <(sops -d values.yaml)'),
    steps('run: sops -e -i s.yaml'),
    steps('run: |\n  get() { sops -d --extract "$1" s.yaml; }\n  get a | ./deploy'),
    steps('run: |\n  function get {\n    sops -d s.yaml\n  }\n  get | ./deploy'),
    steps('run: |\n  sops -d s.yaml > /dev/null\n  cat < /dev/null'),
    steps('run: "if sops -d s.yaml > /dev/null 2>&1; then echo ok; fi"'),
  ])
  isSilent(ciDecryptedUnmasked, ['a:\n  script:\n    - TOKEN=$(sops -d x)\n    - ./deploy\n'], gitlab)
})

describe('ci-env-dump', () => {
  finds(ciEnvDump, [
    [steps(`${secret}run: «env»`), 'medium'],
    [steps(`${secret}run: «printenv» | sort`), 'medium'],
    [steps(`${secret}run: |\n  make\n  «export -p»`), 'medium'],
    [steps(`${secret}run: «set» | grep -v PATH`), 'medium'],
    [steps(`${secret}run: "if true; then «declare -x»; fi"`), 'medium'],
    [steps(`${secret}run: echo "$(«env»)"`), 'medium'],
    [steps(`${secret}run: sudo «env» | cat`.replace('sudo «env»', '«sudo env»')), 'medium'],
    [steps('run: «env» | sort'), 'low'],
    [steps(`${secret}run: «cat /proc/self/environ» | tr '\\0' '\\n'`.replace(" | tr '\\0' '\\n'", '')), 'medium'],
    [steps(`${secret}run: |\n  «Get-ChildItem Env:»\nshell: pwsh`), 'medium'],
    [steps(`${secret}run: |\n  import os\n  «print(os.environ)»\nshell: python`), 'medium'],
    [
      steps(
        `uses: actions/github-script@v7\n${secret}with:\n  script: «console.log(process.env)»`.replace(
          '(process.env)»',
          '(process.env)»',
        ),
      ),
      'medium',
    ],
    ['a:\n  script: [make, «env», ls]\n', 'medium', gitlab],
    ['default:\n  before_script:\n    - «export»\n    - ls\n', 'medium', gitlab],
    ['a:\n  after_script:\n    - |\n      echo all\n      «printenv»\n', 'medium', gitlab],
  ])
  isSilent(ciEnvDump, [
    steps(`${secret}run: env FOO=bar ./x`),
    steps(`${secret}run: printenv HOME`),
    steps(`${secret}run: set -euo pipefail`),
    steps(`${secret}run: export PATH=/x`),
    steps(`${secret}run: env | grep ^GITHUB_REF=`),
    steps(`${secret}run: env | cut -d= -f1`),
    steps(`${secret}run: env > /tmp/env`),
    steps(`${secret}run: |\n  if env | grep -q FOO; then echo set; fi`),
    steps(`${secret}run: "# env"`),
    steps(`${secret}run: all=$(env | sort)`),
    steps(`${secret}run: /usr/bin/env python3 x.py`),
    steps(`${secret}uses: some/env@v1`),
  ])
})

describe('ci-debug-trace', () => {
  finds(ciDebugTrace, [
    ['variables:\n  CI_DEBUG_TRACE: «"true"»\na:\n  script: [make]\n', 'high', gitlab],
    ['a:\n  variables: { CI_DEBUG_TRACE: «1» }\n  script: [make]\n', 'high', gitlab],
    ['variables:\n  CI_DEBUG_TRACE:\n    value: «"TRUE"»\n    description: x\n', 'high', gitlab],
    ['a:\n  rules:\n    - if: $X\n      variables:\n        CI_DEBUG_TRACE: «true»\n', 'high', 'ci/x.gitlab-ci.yml'],
    ['variables:\n  CI_DEBUG_SERVICES: «"true"»\n', 'low', gitlab],
    [steps('run: ./x\nenv:\n  RUNNER_DEBUG: «1»'), 'low'],
    ['on: push\nenv:\n  ACTIONS_STEP_DEBUG: «true»\njobs: {}\n', 'low'],
    [steps(`${secret}run: ./x "$FOO"\nshell: «bash -ex {0}»`), 'medium'],
    [steps('run: |\n  «set -x»\n  ./x ${{ secrets.A }}'), 'medium'],
    [steps(`${secret}run: |\n  make\n  «set -euxo pipefail»\n  ./x "$FOO"`), 'medium'],
    [steps(`${secret}run: |\n  «set -o xtrace»\n  if true; then curl "$FOO"; fi`), 'medium'],
  ])
  isSilent(ciDebugTrace, [
    steps('run: |\n  set -x\n  make'),
    steps(`${secret}run: |\n  set -x\n  make\n  set +x\n  ./x "$FOO"`),
    steps(`${secret}run: ./x "$FOO"\nshell: bash -e {0}`),
    steps('run: ./x\nshell: bash -x {0}'),
    steps('env:\n  RUNNER_DEBUG: 0\nrun: ./x'),
    steps('env:\n  API_TOKEN: ${{ secrets.A }}\nrun: |\n  set -x\n  ./x "$API_TOKEN"'),
  ])
  isSilent(
    ciDebugTrace,
    ['variables:\n  CI_DEBUG_TRACE: "false"\n', '# CI_DEBUG_TRACE: "true"\na:\n  script: [make]\n'],
    gitlab,
  )
})
