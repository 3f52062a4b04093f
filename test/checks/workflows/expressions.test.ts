import { describe } from 'vitest'
import { ciDerivedSecret } from '../../../src/checks/workflows/derived-secret.ts'
import { ciSecretEnvScope } from '../../../src/checks/workflows/secret-env-scope.ts'
import { ciSecretInRun } from '../../../src/checks/workflows/secret-in-run.ts'
import { ciSecretPrinted } from '../../../src/checks/workflows/secret-printed.ts'
import { ciSecretsDump } from '../../../src/checks/workflows/secrets-dump.ts'
import { ciSecretsInherit } from '../../../src/checks/workflows/secrets-inherit.ts'
import { finds, isSilent, steps } from './marked.ts'

describe('ci-secrets-dump', () => {
  finds(ciSecretsDump, [
    [steps('run: echo "«${{ toJSON(secrets) }}»"'), 'high'],
    [steps("run: |\n  cat <<'EOF' > all.json\n  «${{ toJson(secrets) }}»\n  EOF"), 'high'],
    [steps('env:\n  ALL: «${{ toJSON(secrets) }}»\nrun: ./deploy.sh'), 'medium'],
    [steps('uses: some/action@v1\nwith: { secrets: "«${{ TOJSON( secrets ) }}»" }'), 'medium'],
    [steps("run: >-\n  echo\n  «${{ join(secrets.*, ',') }}»"), 'high'],
    [steps('uses: actions/github-script@v7\nwith:\n  script: |\n    console.log(`«${{ toJSON(secrets) }}»`)'), 'high'],
    [steps('run: echo x\nenv:\n  KEY: «${{ secrets[matrix.key] }}»'), 'low'],
    [steps("run: echo x\nenv:\n  KEY: '«${{ secrets[format(''{0}_KEY'', github.ref_name)] }}»'"), 'low'],
    [steps('env:\n  CONTEXT: «${{ toJSON(github) }}»\nrun: echo "$CONTEXT"'), 'low'],
    [steps('run: |\n  # «${{ toJSON(secrets) }}»\n  true'), 'high'],
  ])
  isSilent(ciSecretsDump, [
    steps('env:\n  TOKEN: ${{ secrets.TOKEN }}\nrun: ./deploy.sh'),
    steps('run: echo "${{ toJSON(matrix) }}"'),
    steps('run: echo x # ${{ toJSON(secrets) }}'),
    steps('run: echo "${{ contains(\'toJSON(secrets)\', github.ref) }}"'),
    steps("env:\n  TOKEN: ${{ secrets['TOKEN'] }}\nrun: ./deploy.sh"),
    steps('run: echo "${{ toJSON(github.event.inputs) }}"'),
    steps('run: echo "${{ needs.secrets.outputs.name }}"'),
    '# all of ${{ toJSON(secrets) }}\non: push\njobs: {}\n',
  ])
})

describe('ci-derived-secret', () => {
  finds(ciDerivedSecret, [
    [steps('run: login ${{ matrix.a }} «${{ fromJSON(secrets.CONFIG).password }}»'), 'medium'],
    [steps("env:\n  PASSWORD: «${{ fromJson(secrets.CONFIG)['password'] }}»\nrun: ./deploy.sh"), 'medium'],
    [
      steps('uses: docker/login-action@v3\nwith:\n  password: "«${{ fromJSON(secrets.CONFIG).registry.password }}»"'),
      'medium',
    ],
    [steps("run: |\n  one\n  two «${{ fromJSON(secrets['CONFIG']).key }}» three"), 'medium'],
    [`on: push\nenv: { A: '«\${{fromJSON(secrets.A).b}}»' }\njobs: {}\n`, 'medium'],
    [steps('run: >\n  one\n  two «${{ fromJSON( secrets.A )[0] }}»'), 'medium'],
  ])
  isSilent(ciDerivedSecret, [
    steps('run: echo ${{ fromJSON(needs.a.outputs.b).c }}'),
    steps('env:\n  A: ${{ fromJSON(\'{"a":1}\').a }}\nrun: ./x'),
    steps('if: fromJSON(secrets.A).b\nrun: ./x'),
    steps('env:\n  A: ${{ secrets.A }}\nrun: jq -r .b <<< "$A" | ./x'),
    'on: push\njobs:\n  a:\n    strategy:\n      matrix: ${{ fromJSON(vars.MATRIX) }}\n',
    steps('run: echo "${{ format(\'fromJSON(secrets.A).b\') }}"'),
  ])
})

describe('ci-secret-in-run', () => {
  finds(ciSecretInRun, [
    [steps('run: ./deploy.sh --token «${{ secrets.TOKEN }}»'), 'low'],
    [steps('run: |\n  set -e\n  ./deploy.sh "«${{ secrets.A }}»" \'«${{ secrets.B }}»\''), 'low'],
    [steps('run: "./deploy.sh \\"«${{ secrets.A }}»\\" done"'), 'low'],
    [steps("run: './deploy.sh ''«${{ secrets.A }}»'''"), 'low'],
    [steps('run: >-\n  ./deploy.sh\n  --token=«${{ secrets.A }}»\n  --more'), 'low'],
    [steps('run: echo "«${{ secrets.KEY }}»" > key.pem'), 'low'],
    [steps("uses: actions/github-script@v7\nwith:\n  script: |\n    login('«${{ secrets.A }}»')"), 'low'],
    [steps('run: git push https://x:«${{ github.token }}»@github.com/a/b'), 'low'],
    [steps('run: ./a «${{ secrets.A }}» «${{ secrets.A }}»\nshell: pwsh'), 'low'],
    ['name: x\nruns:\n  using: composite\n  steps:\n    - run: ./a «${{ secrets.A }}»\n      shell: bash\n', 'low'],
  ])
  isSilent(ciSecretInRun, [
    steps('env:\n  TOKEN: ${{ secrets.TOKEN }}\nrun: ./deploy.sh "$TOKEN"'),
    steps("run: ./deploy.sh ${{ secrets.TOKEN != '' }}"),
    steps('uses: docker/login-action@v3\nwith:\n  password: ${{ secrets.TOKEN }}'),
    steps('run: echo ${{ github.sha }} # secrets.X'),
    steps('if: ${{ secrets.A }}\nrun: ./x'),
    steps("run: ./x ${{ secrets.A && 'with' || 'without' }}"),
    steps('run: echo "T=${{ secrets.A }}" >> $GITHUB_ENV'),
  ])
})

describe('ci-secret-printed', () => {
  finds(ciSecretPrinted, [
    [steps('run: echo «${{ secrets.TOKEN }}»'), 'medium'],
    [steps('run: |\n  if true; then\n    printf "%s\\n" "«${{ secrets.TOKEN }}»"\n  fi'), 'medium'],
    [steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: echo "value «$FOO»"'), 'medium'],
    [steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: |\n  cat <<EOF\n  a «$FOO» b\n  EOF'), 'medium'],
    [steps("run: echo «${{ secrets.TOKEN }}» | sed 's/./& /g'"), 'high'],
    [steps('run: echo "«${{ secrets.TOKEN }}»" | base64 -d'), 'high'],
    [steps('env:\n  PEM_TOKEN: ${{ secrets.TOKEN }}\nrun: echo «$PEM_TOKEN» | rev'), 'high'],
    [steps('run: echo "«${{ secrets.TOKEN }}»" >&2'), 'medium'],
    [steps('run: echo "«${{ secrets.TOKEN }}»" | tee /dev/stderr | cat'), 'medium'],
  ])
  isSilent(ciSecretPrinted, [
    steps('run: echo "${{ secrets.TOKEN }}" > key.pem'),
    steps('run: echo "${{ secrets.TOKEN }}" | docker login --password-stdin -u me ghcr.io'),
    steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: echo "${FOO:+set}"'),
    steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: "echo \'$FOO is the name\' > /dev/null"'),
    steps('run: echo "::add-mask::${{ secrets.TOKEN }}"'),
    steps('env:\n  API_TOKEN: ${{ secrets.TOKEN }}\nrun: echo "$API_TOKEN"'),
    steps('env:\n  FOO: ${{ vars.TOKEN }}\nrun: echo "$FOO"'),
    steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: X=$(echo "$FOO" | base64 -d); ./x "$X"'),
    steps('env:\n  FOO: ${{ secrets.TOKEN }}\nrun: |\n  FOO=other\n  echo "$FOO"'),
  ])
})

describe('ci-secrets-inherit', () => {
  finds(ciSecretsInherit, [
    ['on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets: «inherit»\n', 'low'],
    ['on: push\njobs:\n  a: { uses: o/r/.github/workflows/b.yml@main, secrets: «inherit» }\n', 'low'],
    ['on: push\njobs:\n  a:\n    secrets: «"inherit"»\n    uses: o/r/.github/workflows/b.yml@v1\n', 'low'],
    ["on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/b.yml@v1\n    secrets:   «'inherit'» # all\n", 'low'],
    [
      'on: push\njobs:\n  a:\n    uses: ./x.yml\n    secrets: «inherit»\n  b:\n    uses: ./x.yml\n    secrets: «inherit»\n',
      'low',
    ],
    ['on: push\njobs:\n  a: &a\n    uses: ./x.yml\n    secrets: «inherit»\n  b: *a\n', 'low'],
  ])
  isSilent(ciSecretsInherit, [
    'on: push\njobs:\n  a:\n    uses: ./x.yml\n    secrets:\n      TOKEN: ${{ secrets.TOKEN }}\n',
    'on: push\njobs:\n  a:\n    uses: ./x.yml\n# secrets: inherit\n',
    steps('run: |\n  echo "secrets: inherit"'),
    'on:\n  workflow_call:\n    secrets:\n      inherit:\n        required: true\njobs: {}\n',
    steps('env:\n  secrets: inherit\nrun: ./x'),
    'on: push\njobs:\n  a:\n    uses: ./x.yml\n    with:\n      secrets: inherit\n',
  ])
})

describe('ci-secret-env-scope', () => {
  const two = '    steps:\n      - run: ./a\n      - run: ./b\n'
  finds(ciSecretEnvScope, [
    [`on: push\nenv:\n  A: «\${{ secrets.A }}»\njobs: {}\n`, 'low'],
    [`on: push\nenv: { A: "«\${{ secrets.A }}»" }\njobs: {}\n`, 'low'],
    [`on: push\njobs:\n  a:\n    env:\n      A: «\${{ secrets.A }}»\n${two}`, 'low'],
    [`on: push\njobs:\n  a:\n    env:\n      A: x-«\${{ secrets['A'] }}»-y\n      B: b\n${two}`, 'low'],
    [`on: push\njobs:\n  a:\n    env:\n      A: >-\n        «\${{ secrets.A }}»\n${two}`, 'low'],
    [`on: push\nenv:\n  A: «\${{ secrets.A || 'none' }}»\njobs: {}\n`, 'low'],
  ])
  isSilent(ciSecretEnvScope, [
    steps('env:\n  A: ${{ secrets.A }}\nrun: ./x', 'run: ./y'),
    `on: push\nenv:\n  GH_TOKEN: \${{ secrets.GITHUB_TOKEN }}\njobs: {}\n`,
    `on: push\njobs:\n  a:\n    env:\n      A: \${{ secrets.A }}\n    steps:\n      - run: ./a\n`,
    `on: push\nenv:\n  HAS: \${{ secrets.A != '' }}\njobs: {}\n`,
    `on: push\nenv:\n  A: \${{ vars.A }}\njobs: {}\n`,
    `on: push\nenv:\n  A: secrets.A\njobs: {}\n`,
  ])
})
