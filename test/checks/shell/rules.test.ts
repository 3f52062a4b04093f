import { describe, expect, it } from 'vitest'
import { shellRules } from '../../../src/checks/shell/index.ts'
import { loweredIn } from '../../../src/checks/shell/severity.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'

interface Place {
  readonly rule: string
  readonly line: number
  readonly text: string
  readonly severity: string
}

const placesIn = async (text: string, path = 'bin/update.sh', context = contextOf()): Promise<Place[]> => {
  const document = documentOf(path, text)
  const places: Place[] = []
  for (const rule of shellRules)
    for (const hit of await hitsOf(rule, document, context)) {
      const marked = Buffer.from(text).subarray(hit.span?.start, hit.span?.end).toString()
      const severity = hit.severity ?? rule.meta.severity
      places.push({ rule: rule.meta.id.replace('shell-', ''), line: lineOf(document, hit), text: marked, severity })
    }
  return places.sort((a, b) => a.line - b.line)
}

const shown = (places: readonly Place[]): string[] => places.map(({ rule, line, text }) => `${line} ${rule}: ${text}`)

const guide = `#!/usr/bin/env bash
set -euo pipefail
cat > /tmp/aws-update.yaml << 'EOF'
aws_access_key_id: YOUR_NEW_ACCESS_KEY
aws_secret_access_key: YOUR_NEW_SECRET
EOF
cp /tmp/aws-update.yaml secrets/aws.yaml
sops -e -i secrets/aws.yaml
shred -vfz -n 10 /tmp/aws-update.yaml
`

const corrected = `#!/usr/bin/env bash
set -euo pipefail
read -rsp 'New secret: ' new_secret
printf '%s' "$new_secret" | jq -Rs . | sops set --value-stdin secrets/aws.yaml '["aws_secret_access_key"]'
sops exec-env secrets/aws.yaml 'aws sts get-caller-identity'
`

describe('the rules about scripts', () => {
  it('report each flaw of the block of the guides at its line', async () => {
    expect(shown(await placesIn(guide))).toEqual([
      '3 temp-plaintext: /tmp/aws-update.yaml',
      '7 temp-plaintext: secrets/aws.yaml',
      '8 encrypt-in-place: secrets/aws.yaml',
      '9 shred-no-u: /tmp/aws-update.yaml',
    ])
  })

  it('are silent about the corrected form', async () => {
    expect(shown(await placesIn(corrected))).toEqual([])
  })

  it.each([
    ['sops -d a.yaml > b.yaml', '1 sops-decrypt-to-file: b.yaml'],
    ['sops decrypt a.yaml | yq .x >> "$HOME/b"', '1 sops-decrypt-to-file: "$HOME/b"'],
    ['sops -d --output b.yaml a.yaml', '1 sops-decrypt-to-file: b.yaml'],
    ['sops -d -i --input-type yaml a.yaml', '1 sops-decrypt-to-file: a.yaml'],
    ['key=$(sops -d a.yaml)\necho "$key" > out', '2 sops-decrypt-to-file: out'],
    ['key=$(sops -d a.yaml)\ncat > out <<E\n$key\nE', '2 sops-decrypt-to-file: out'],
    ['key=$(cat /run/secrets/a)\necho "$key" > /tmp/out.py', '2 temp-plaintext: /tmp/out.py'],
    ['sops -d a.yaml | tee b.yaml', '1 sops-decrypt-tee: b.yaml'],
    ['sops -d a.yaml | tee b.yaml >/dev/null', '1 sops-decrypt-tee: b.yaml'],
    [`sops set a.yaml '["k"]' "\\"$password\\""`, `1 sops-set-argv: "\\"$password\\""`],
    [`sops --set '["password"] "x"' a.yaml`, `1 sops-set-argv: '["password"] "x"'`],
    ['cp new.yaml secrets/a.yaml && sops encrypt --in-place secrets/a.yaml', '1 encrypt-in-place: secrets/a.yaml'],
    ['cat > s/a.yaml <<E\na: b\nE\nsops -e -i s/a.yaml', '4 encrypt-in-place: s/a.yaml'],
    ['echo "$AWS_SECRET_ACCESS_KEY"', '1 echo-secret: "$AWS_SECRET_ACCESS_KEY"'],
    ['printf "%s\\n" "$GITHUB_TOKEN" >&2', '1 echo-secret: "$GITHUB_TOKEN"'],
    ['echo "$AGE_KEY" | base64 | sort', '1 echo-secret: "$AGE_KEY"'],
    ['read -rs pw\necho $pw', '2 echo-secret: $pw'],
    ['read -r k < /run/secrets/k\necho "is $k"', '2 echo-secret: "is $k"'],
    ['k=$(aws secretsmanager get-secret-value --secret-id x)\necho $k', '2 echo-secret: $k'],
    ['get() { sops -d a | yq .password; }\nx=$(get)\necho "$x"', '3 echo-secret: "$x"'],
    ['log() { echo "$*" >&2; }\nlog "got $API_TOKEN"', '2 echo-secret: "got $API_TOKEN"'],
    ['show() { echo "$API_TOKEN"; }\nshow', '1 echo-secret: "$API_TOKEN"'],
    ['cat /run/secrets/aws_id', '1 echo-secret: /run/secrets/aws_id'],
    ['cat <<E\nkey $API_TOKEN\nE', '1 echo-secret: <<E'],
    ['for k in $(sops -d a | jq -r .[]); do echo $k; done', '1 echo-secret: $k'],
    ['sops -d a.env | while read -r l; do echo "$l"; done', '1 echo-secret: "$l"'],
    ['set -x\nexport API_TOKEN=$(sops -d a)', '1 xtrace: set -x'],
    ['#!/bin/bash -ex\neval "$(sops -d a.env)"', '1 xtrace: #!/bin/bash -ex'],
    ['set -o xtrace\nsource <(sops -d a.env)', '1 xtrace: set -o xtrace'],
    ['set -eux\n. /etc/load-aws-bedrock.sh', '1 xtrace: set -eux'],
    ['source ./prod-credentials.env\nenv | sort', '2 env-dump: env'],
    ['find s -name "*.yaml" -exec sops -d -i {} \\;', '1 sops-decrypt-to-file: {}'],
    ['ls s | xargs -n1 sops decrypt -i', '1 sops-decrypt-to-file: -i'],
    ['nix run nixpkgs#sops -- -d a.yaml > b.yaml', '1 sops-decrypt-to-file: b.yaml'],
    ['docker run --rm -v "$PWD:/w" mozilla/sops sops -d /w/a > b', '1 sops-decrypt-to-file: b'],
    ['ssh host sops -d a | tee b', '1 sops-decrypt-tee: b'],
    ['install -m 600 <(sops -d a.yaml) b.yaml', '1 sops-decrypt-to-file: b.yaml'],
    ['export $(sops -d --output-type dotenv a | xargs)\nexport -p', '2 env-dump: export'],
    ['f() { test "$API_TOKEN" = x; }\nset -x\nf', '2 xtrace: set -x'],
    ['eval "$(sops -d a.env)"\nprintenv | sort', '2 env-dump: printenv'],
    ['export API_TOKEN\nset > state', '2 env-dump: set'],
    ['export API_TOKEN\ndeclare -px', '2 env-dump: declare'],
    ['printenv API_TOKEN', '1 env-dump: printenv'],
    ['curl -sH "Authorization: Bearer $API_TOKEN" u', '1 argv-secret: "Authorization: Bearer $API_TOKEN"'],
    ['curl -u "me:$(cat /run/secrets/p)" u', '1 argv-secret: "me:'],
    ['mysql -p"$DB_PASSWORD"', '1 argv-secret: -p"$DB_PASSWORD"'],
    ['aws configure set aws_secret_access_key "$k"\nk=$(sops -d a)', '1 argv-secret: "$k"'],
    ['sudo API_TOKEN="$API_TOKEN" ./run', '1 argv-secret: API_TOKEN="$API_TOKEN"'],
    ['/bin/echo "$API_TOKEN" | sops encrypt /dev/stdin', '1 argv-secret: "$API_TOKEN"'],
    ['f=$(mktemp -u)\ndate > $f', '1 mktemp-u: mktemp -u'],
    ['date > /tmp/x.$$', '1 mktemp-u: /tmp/x.$$'],
    ['shred -n 3 -z a', '1 shred-no-u: a'],
    ['find . -name x -exec shred -fz {} \\;', '1 shred-no-u: {}'],
    ['export SOPS_AGE_KEY="$(pass show age)"', '1 age-key-exported: SOPS_AGE_KEY="'],
  ])('find %j', async (text, place) => {
    expect(shown(await placesIn(text))).toEqual([place])
  })

  it.each([
    'sops -d a > /dev/shm/a; sops -d a > "$XDG_RUNTIME_DIR/a"; sops -d a > /dev/null; sops -d a > "$LEAKTIGHT_TMP/a"',
    'sops exec-env a.yaml env-check; sops exec-file a.yaml "cat {}" > out; diff <(sops -d a) <(sops -d b)',
    'sops -d a.yaml | sha256sum > sum; sops -d a.yaml | age -r x > a.age; sops -d a.yaml | kubectl apply -f -',
    'region=$(sops -d a.yaml | yq .aws_region)\necho "$region"\nx=$(sops -d --extract \'["region"]\' a)\necho $x',
    `sops set --value-stdin a '["k"]' < v; sops set --value-file a '["k"]' v; sops set a.yaml '["aws_region"]' '"eu"'`,
    'echo "$API_TOKEN" | sops encrypt /dev/stdin; printf %s "$PASSWORD" | docker login --password-stdin',
    'echo "::add-mask::$API_TOKEN"; echo "${API_TOKEN:+set} ${#API_TOKEN} ${API_TOKEN:0:4}"; [ -n "$API_TOKEN" ]',
    'echo "$TOKEN_URL $PASSWORD_FILE $SECRET_NAME $USE_TOKEN $PUBLIC_KEY $NEXT_TOKEN $AWS_ACCESS_KEY_ID $PWD $token $major_string_token"',
    'PASSWORD=/etc/pw\necho "$PASSWORD"\nAPI_TOKEN=changeme\necho "$API_TOKEN"',
    'get() { echo "$API_TOKEN"; }\nx=$(get)',
    'set -x\nmake\nset +x\nexport API_TOKEN=$(sops -d a)',
    'set -x\n. ./secrets-lib.sh\n. ./load-config.sh\n. ./tokens.sh\nsource creds/setup.sh',
    'find . -name sops -exec ls -d {} +\nxargs sops -d < list | kubectl apply -f -',
    'docker run mozilla/sops sops --version > v\nnix build nixpkgs#sops\nssh host -d sops',
    'cp <(sops -d a.yaml) /dev/shm/x\ndiff <(sops -d a) <(sops -d b) > /dev/null',
    '(set -x; make)\ncurl -H @- u <<< "$API_TOKEN"',
    'set -x\n{ set +x; } 2>/dev/null\neval "$(sops -d a)"',
    'env | sort\nexport PATH\nset -e',
    'export API_TOKEN\nenv | cut -d= -f1; env | grep -q ^CI=; x=$(env); env -i sh; set -- a',
    'curl -H @- u <<E\nAuthorization: $API_TOKEN\nE\ncurl --netrc-file <(echo "$API_TOKEN") u; curl -K - u <<< "$API_TOKEN"',
    'test "$API_TOKEN" = x; login "$API_TOKEN"\nlogin() { :; }',
    'f=$(mktemp); d=$(mktemp -d)\nmkfifo "$(mktemp -u)"\np=$(mktemp -u)\nmkfifo $p\nid=$(mktemp -u XXXXXX)',
    'rm -f build/x\ncp a b\nrm b',
    'shred -u a; shred --remove b; shred -zun 3 c; shred d && rm d; shred /dev/sdb; shred --help',
    'export SOPS_AGE_KEY_FILE=~/.config/sops/age/keys.txt; SOPS_AGE_KEY=$(pass x) sops -d a | wc -c',
    "# echo $API_TOKEN\necho '$API_TOKEN'\necho \"\\$API_TOKEN\"\ncat <<'E'\n$API_TOKEN\nE",
    'if [[ $API_TOKEN > /tmp/x || $a =~ (b|c) ]]; then :; fi\n(( a > 3 ))',
    './migrate --password-file "$DATABASE_PASSWORD"',
  ])('are silent about %j', async (text) => {
    expect(shown(await placesIn(text))).toEqual([])
  })

  it('say less of what git ignores, of what may lie in memory and of what nobody wrote here', async () => {
    const repository = { root: '/r', read: async () => undefined, list: async () => [], ignores: async () => true }
    const context = { ...contextOf(), repository }
    const severities = async (text: string): Promise<string[]> =>
      (await placesIn(text, 'a.sh', context)).map(({ severity }) => severity)
    expect(await severities('sops -d a > plain.yaml')).toEqual(['low'])
    expect(await severities('sops -d a > ../plain.yaml')).toEqual(['medium'])
    expect(await severities('sops -d a > "$2"')).toEqual(['low'])
    expect(await severities('sops -e -i a')).toEqual(['low'])
    expect(await severities('[ "$D" ] && set -x\ntest $API_TOKEN')).toEqual(['low'])
    expect((await placesIn('export SOPS_AGE_KEY=$(x)', '.bashrc'))[0]?.severity).toBe('medium')
  })

  it('tell of files of secrets that are removed and not overwritten, also by a handler', async () => {
    expect(shown(await placesIn('sops -d a > b\nrm -f b'))).toContain('2 rm-not-shred: b')
    const handled = '#!/bin/bash\ntrap \'rm -f "$f"\' EXIT\nf=$(mktemp)\nsops -d a > $f\n'
    expect(shown(await placesIn(handled))).toEqual(['2 rm-not-shred: "$f"'])
    expect(shown(await placesIn('sops -d a > b\nshred b\nrm b'))).toEqual(['1 sops-decrypt-to-file: b'])
    expect(shown(await placesIn('sops -d a > /dev/shm/b\nrm /dev/shm/b'))).toEqual([])
  })

  it.each([
    ['sh', 'EXIT', ['3 trap-missing-signals: trap']],
    ['zsh', '0', ['3 trap-missing-signals: trap']],
    ['bash', 'EXIT', []],
    ['sh', 'EXIT INT TERM HUP', []],
    ['sh', '0 1 2 15', []],
  ])('want a handler in %s for %s to run on signals', async (shell, signals, expected) => {
    const text = `#!/bin/${shell}\nf=$(mktemp)\ntrap 'shred -u "$f"' ${signals}\nsops -d a > "$f"\n`
    expect(shown(await placesIn(text, 'bin/x'))).toEqual(expected)
  })

  it('want no signals of a script without secrets', async () => {
    expect(shown(await placesIn('#!/bin/sh\nf=$(mktemp)\ntrap \'rm "$f"\' EXIT\ndate > $f\n', 'x'))).toEqual([])
  })

  it.each([
    ['a:\n\tcurl -K - $(API_TOKEN)\n', ['2 argv-secret: $(API_TOKEN)', '2 make-echo: $(API_TOKEN)']],
    ['a:\n\tdeploy $(shell sops -d a.yaml)\n', ['2 make-echo: $(shell']],
    ['K := $(shell sops -d a.yaml)\na:\n\tdeploy "$(K)"\n', ['3 make-echo: $(K)']],
    ['K := $(shell sops -d a.yaml)\na:\n\t@deploy < x\n', []],
    ['a:\n\t@cat \\\n\t$(FILE_SECRET)\n', ['3 argv-secret: $(FILE_SECRET)']],
    ['a:\n\ttest -n "$(API_TOKEN)"\n.SILENT:\n', []],
    ['a:\n\ttest -n "$$API_TOKEN" $(TOKEN_URL)\n', []],
  ])('know what make prints: %j', async (text, expected) => {
    expect(shown(await placesIn(text, 'Makefile')).sort()).toEqual(expected)
  })

  it('show no value that stands in a script', async () => {
    const value = ['hun', 'ter', '2hunter2'].join('')
    const text = `sops set a '["password"]' '"${value}"'\nexport SOPS_AGE_KEY=${value}${value}\n`
    const document = documentOf('a.sh', text)
    const hits = (await Promise.all(shellRules.map((rule) => hitsOf(rule, document)))).flat()
    expect(hits.map(({ secret }) => secret?.length)).toEqual([value.length + 4, 13 + value.length * 2])
    expect(JSON.stringify(hits)).not.toContain(value)
  })

  it('name no value beside what they name', async () => {
    const value = ['hun', 'ter', '2hunter2'].join('')
    const document = documentOf('a.sh', `export API_TOKEN\nenv A=${value}\nset -x; curl -u me:${value} "$API_TOKEN"\n`)
    const hits = (await Promise.all(shellRules.map((rule) => hitsOf(rule, document)))).flat()
    expect(hits.map(({ note }) => note)).toHaveLength(3)
    expect(hits.filter(({ note }) => note?.includes(value))).toEqual([])
  })

  it('say one degree less of documentation', () => {
    expect(loweredIn('markdown', {}).severity).toBe('low')
    expect(loweredIn('markdown', { severity: 'high' }).severity).toBe('low')
    expect(loweredIn('file', {}).severity).toBeUndefined()
  })

  it.each([
    ['substitutions in one another', '$('.repeat(256 * 1024)],
    ['heredocs', 'cat <<E\ntoken: $TOKEN\nE\n'.repeat(20_000)],
    ['heredocs in one another', 'cat <<E\n$(cat <<F\n'.repeat(20_000)],
    ['groups in one another', '{ ( if '.repeat(30_000)],
    ['arithmetic', '(('.repeat(20_000)],
    ['conditions', '[[ ( '.repeat(40_000)],
    ['arrays', 'a=( '.repeat(40_000)],
    ['secrets printed', 'echo $TOKEN\n'.repeat(20_000)],
    ['functions', Array.from({ length: 5_000 }, (_, at) => `f${at}() { f${at + 1} $TOKEN; }\n`).join('')],
  ])('end on hostile scripts: %s', { timeout: 120_000 }, async (_, text) => {
    const places = await placesIn(`sops -d a > b\n${text}\n`)
    expect(places[0]?.rule).toBeDefined()
    expect(places.length).toBeLessThan(shellRules.length * 101)
  })
})
