import { describe, expect, it } from 'vitest'
import { shellTempPlaintext } from '../../../src/checks/shell/temp-plaintext.ts'
import { openDocument } from '../../../src/engine/document.ts'
import { imageFor, searchOf } from '../../../src/engine/search.ts'
import type { Document, Hit } from '../../../src/model/rule.ts'

const context = { now: () => new Date(0), policy: { mustEncrypt: [], maxAgeDays: 90, warnDays: 14 } }

const documentOf = (path: string, text: string): Document => {
  const bytes = Buffer.from(text)
  const unit = {
    path,
    origin: { from: 'index' as const },
    size: bytes.length,
    bytes: () => bytes,
    async *chunks() {
      yield bytes
    },
  }
  const found = searchOf(imageFor([shellTempPlaintext], undefined)).in(bytes)
  return openDocument(unit, bytes, found, { whole: true, first: true, binary: false })
}

const hitsIn = async (text: string, path = 'bin/update.sh'): Promise<Hit[]> => {
  const document = documentOf(path, text)
  if (shellTempPlaintext.paths?.(path) !== true) return []
  const hits: Hit[] = []
  for await (const hit of shellTempPlaintext.check(document, context)) hits.push(hit)
  return hits
}

/** Line and text of each place that is pointed at. */
const placesIn = async (text: string, path?: string): Promise<string[]> =>
  (await hitsIn(text, path)).map(({ span }) => {
    const before = Buffer.from(text).subarray(0, span?.start).toString()
    return `${before.split('\n').length}: ${Buffer.from(text).subarray(span?.start, span?.end)}`
  })

const guide = `#!/usr/bin/env bash
set -euo pipefail
# New credentials
cat > /tmp/aws-update.yaml << 'EOF'
aws_access_key_id: YOUR_NEW_ACCESS_KEY
aws_secret_access_key: YOUR_NEW_SECRET
aws_region: us-east-1
EOF
cp /tmp/aws-update.yaml secrets/aws.yaml
sops -e -i secrets/aws.yaml
shred -vfz -n 10 /tmp/aws-update.yaml
`

const corrected = `#!/usr/bin/env bash
set -euo pipefail
# Never: cat > /tmp/aws-update.yaml << 'EOF' ... then sops -e -i
printf '%s' "$new_secret" | jq -Rs . | sops set --value-stdin secrets/aws.yaml '["aws_secret_access_key"]'
printf '%s' "$new_id" | jq -Rs . | sops set --value-stdin secrets/aws.yaml '["aws_access_key_id"]'
sops exec-env secrets/aws.yaml 'aws sts get-caller-identity > /tmp/identity.json'
`

describe('shell-temp-plaintext', () => {
  it('finds the block of the guides at its lines', async () => {
    expect(await placesIn(guide)).toEqual(['4: /tmp/aws-update.yaml', '9: secrets/aws.yaml'])
    expect((await hitsIn(guide)).map(({ note }) => note)).toEqual([
      'writes aws_access_key_id, aws_secret_access_key as plaintext to /tmp/aws-update.yaml; use `sops set --value-stdin`, or a file under "$XDG_RUNTIME_DIR"',
      'puts plaintext at secrets/aws.yaml and encrypts it in place, which leaves the plaintext on the disk; use `sops edit` or `sops encrypt --filename-override` with a pipe',
    ])
  })

  it('is silent about the corrected form', async () => {
    expect(await placesIn(corrected)).toEqual([])
  })

  it.each([
    ['a heredoc with the body first', 'cat <<EOF > /tmp/a.env\nexport API_TOKEN=$TOKEN\nEOF', ['1: /tmp/a.env']],
    [
      'an indented heredoc',
      'if x; then\n\tcat <<-EOF >> /var/tmp/a.ini\n\tpassword = $p\n\tEOF\nfi',
      ['2: /var/tmp/a.ini'],
    ],
    ['JSON', 'cat >/tmp/a.json <<E\n{"user": "u", "dbPassword": "$p"}\nE', ['1: /tmp/a.json']],
    ['tee behind a heredoc', "cat <<'E' | sudo tee -a /tmp/a.yaml >/dev/null\ntoken: abc\nE", ['1: /tmp/a.yaml']],
    ['tee with the heredoc itself', 'tee "/tmp/a.yaml" <<E\ntoken: abc\nE', ['1: "/tmp/a.yaml"']],
    ['install from standard input', 'install -m 600 /dev/stdin /tmp/a.yaml <<E\ntoken: abc\nE', ['1: /tmp/a.yaml']],
    ['a here-string', 'cat > /tmp/a.yaml <<< "token: $t"', ['1: /tmp/a.yaml']],
    ['echo of a variable', 'echo "AWS_SECRET_ACCESS_KEY=$S" >> /tmp/.env', ['1: /tmp/.env']],
    ['printf', `printf 'user: x\\npassword: %s\\n' "$p" > /tmp/a.yml`, ['1: /tmp/a.yml']],
    ['echo through a filter', 'echo "password: $p" | envsubst | tee /tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['a group', '{ echo "a: 1"; echo "password: $p"; } > /tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['$TMPDIR', 'cat > "$TMPDIR/a.yaml" <<E\ntoken: $t\nE', ['1: "$TMPDIR/a.yaml"']],
    ['$TMPDIR with a fallback', `cat > "\${TMPDIR:-/tmp}/a.yaml" <<E\ntoken: $t\nE`, [`1: "\${TMPDIR:-/tmp}/a.yaml"`]],
    ['a variable', 'd=/tmp/work\nf="$d/a.yaml"\ncat > $f <<E\ntoken: $t\nE', ['3: $f']],
    ['an exported variable', 'export OUT=/tmp/a.yaml\ncat > $OUT <<E\ntoken: $t\nE', ['2: $OUT']],
    ['mktemp', 'f=$(mktemp)\ncat > "$f" <<E\ntoken: $t\nE', ['2: "$f"']],
    ['mktemp -d', 'd="$(mktemp -d -t x.XXXX)"\ncat > "$d/a.yaml" <<E\ntoken: $t\nE', ['2: "$d/a.yaml"']],
    [
      'a handler for the end beside a name everybody knows',
      'trap "rm /tmp/a.yaml" EXIT\ncat > /tmp/a.yaml <<E\ntoken: $t\nE',
      ['2: /tmp/a.yaml'],
    ],
    ['sops -d', 'sops -d secrets/a.yaml > /tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['sops --decrypt behind sudo', 'sudo -E sops --decrypt secrets/a.yaml >/tmp/a', ['1: /tmp/a']],
    ['sops decrypt --output', 'sops decrypt --output /tmp/a.yaml secrets/a.yaml', ['1: /tmp/a.yaml']],
    ['sops decrypt --output=', 'sops decrypt --output=/tmp/a.yaml secrets/a.yaml', ['1: --output=/tmp/a.yaml']],
    ['sops -d -i', 'cp secrets/a.yaml /tmp/a.yaml; sops -d -i /tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['a numbered descriptor', 'sops -d a.yaml 2>/dev/null 1>/tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['sops -d | tee', 'sops -d secrets/a.yaml | tee /tmp/a.yaml | wc -l', ['1: /tmp/a.yaml']],
    ['sops -d through filters', 'sops -d a.yaml | yq .aws | jq . > /var/tmp/a.json', ['1: /var/tmp/a.json']],
    ['sops -d in a group', '( cd x && sops -d a.yaml ) > /tmp/a.yaml', ['1: /tmp/a.yaml']],
    ['sops -d in a loop', 'for f in a b; do sops -d "$f" > "/tmp/$f.yaml"; done', ['1: "/tmp/$f.yaml"']],
    ['sops -d in a function', 'show() {\n  sops -d "$1" > /tmp/a.yaml\n}', ['2: /tmp/a.yaml']],
    ['sops -d in a substitution', 'x=$(sops -d a.yaml | tee /tmp/a.yaml)', ['1: /tmp/a.yaml']],
    [
      'mv and an encryption in place',
      'mv /tmp/n.yaml ./secrets/a.yaml && sops encrypt -i secrets/a.yaml',
      ['1: ./secrets/a.yaml'],
    ],
    ['a copy into a folder', 'cp -f /tmp/a.yaml secrets/\nsops --encrypt --in-place secrets/a.yaml', ['1: secrets/']],
    ['a copy with -t', 'install -m 600 -t secrets /tmp/a.yaml\nsops -e -i secrets/a.yaml', ['1: secrets']],
    ['a copy of plaintext', 'cp .env /tmp/.env', ['1: /tmp/.env']],
    ['a copy of what sops-nix decrypted', 'install -m 644 /run/secrets/aws_id /tmp/', ['1: /tmp/']],
  ])('finds %s', async (_, text, places) => {
    expect(await placesIn(text)).toEqual(places)
  })

  it('points at a value that stands beside the target, so that it is masked', async () => {
    const [hit] = await hitsIn(`echo "user: me" "password: ${'hunter'}${2}" > /tmp/a.yaml`)
    expect(hit?.secret?.length).toBe(7)
    expect(hit?.note).toContain('writes password as plaintext to /tmp/a.yaml')
    expect(JSON.stringify(hit)).not.toContain('hunter')
  })

  it.each([
    ['a download', 'curl -fsSL https://example.com/x > /tmp/data.json'],
    ['a filter', 'jq . package.json > /tmp/out.json'],
    ['a comment', '# cat > /tmp/a.yaml <<EOF\n# password: x\n# EOF\necho /tmp'],
    ['documentation in a heredoc', 'cat <<EOF\nRun: sops -d a.yaml > /tmp/a.yaml\npassword: x\nEOF\nls /tmp'],
    ['documentation in echo', 'echo "sops -d a.yaml > /tmp/a.yaml"\necho \'cat > /tmp/a.yaml <<EOF password: x\''],
    ['a body without credentials', 'cat > /tmp/a.yaml <<EOF\nregion: eu\nmax_tokens: 4096\ntoken_url: https://x\nEOF'],
    [
      'switches, templates and empty values',
      'cat > /tmp/a.yaml <<EOF\npassword: ""\ntoken: {{ t }}\nsecret: true\napi_key: test\nEOF',
    ],
    [
      'memory',
      'sops -d a.yaml > /dev/shm/a.yaml; sops -d a.yaml > "$XDG_RUNTIME_DIR/a.yaml"; sops -d a > /run/x # /tmp',
    ],
    ['memory before a fallback', `sops -d a.yaml > "\${XDG_RUNTIME_DIR:-/tmp}/a.yaml"`],
    [
      'mktemp in memory',
      'f=$(mktemp -p /dev/shm)\nsops -d a.yaml > "$f"\ng=$(mktemp --tmpdir="$XDG_RUNTIME_DIR" x.XXX); sops -d b > $g',
    ],
    [
      'mktemp with TMPDIR in memory',
      'export TMPDIR=/dev/shm\nsops -d a.yaml > "$(mktemp)"; f=$(TMPDIR=/run/x mktemp); sops -d a > $f',
    ],
    ['mktemp in the current folder', 'f=$(mktemp out.XXXX); sops -d a.yaml > $f'],
    ['mktemp with a handler for the end', 'f=$(mktemp)\ntrap \'shred -u "$f"\' EXIT INT\nsops -d a.yaml > "$f"'],
    ['process substitution', 'diff <(sops -d a.yaml) <(sops -d b.yaml) > /tmp/diff.txt'],
    ['exec-file', "sops exec-file a.yaml 'cat {}' > /tmp/out.json"],
    ['a program called decrypt', 'sops exec-env a.yaml decrypt > /tmp/log.txt'],
    [
      'encryption',
      'sops -e plain.yaml > /tmp/a.enc.yaml; sops -d a.yaml | age -r $r > /tmp/a.age; sops -d a | sha256sum > /tmp/s',
    ],
    ['messages of sops', 'sops -d a.yaml 2> /tmp/errors.log >/dev/null'],
    ['a program in a heredoc', 'python3 > /tmp/a.json <<EOF\npassword = "x1"\nEOF'],
    ['a script that is written', 'cat > /tmp/run.sh <<EOF\nTOKEN=abc\nEOF'],
    ['ciphertext', 'cp secrets/aws.yaml /tmp/aws.yaml; cp .env.example /tmp/'],
    ['a copy that is not encrypted in place', 'cp /tmp/a.yaml config/a.yaml; sops -e -i secrets/b.yaml'],
    ['an encryption in place before the copy', 'sops -e -i secrets/a.yaml; cp /tmp/a.yaml secrets/a.yaml'],
    ['a folder called tmp', 'sops -d a.yaml > tmp/a.yaml; sops -d a > build/tmp/a.yaml; sops -d a > /tmpfs/a'],
    ['another use of the flag', 'grep -d skip sops decrypt > /tmp/a.txt'],
    ['an answer with a token for the next page', 'echo "NextToken=$n" > /tmp/page.json'],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn(text)).toEqual([])
  })

  it.each([
    ['Makefile', "F = /tmp/a.yaml\n# it's\ndump:\n\t@sops -d a.yaml > /tmp/a.yaml\n", ['4: /tmp/a.yaml']],
    ['lib/x.mk', 'dump:\n\t@f=$$(mktemp); \\\n\tsops -d a.yaml > $$f\n', ['3: $$f']],
    ['Makefile', 'sops -d a > /tmp/b:\n\techo "$(shell date)" > /tmp/x.json\n', []],
    ['justfile', "x := 'don'\ndump file:\n    @sops -d {{file}} > /tmp/a.yaml\n", ['3: /tmp/a.yaml']],
    [
      'justfile',
      'dump:\n    #!/bin/bash\n    cat > /tmp/a.yaml <<EOF\n    token: $t\n    EOF\n    sops -d x > /tmp/b\n',
      ['3: /tmp/a.yaml', '6: /tmp/b'],
    ],
    ['.husky/pre-commit', 'sops -d a.yaml > /tmp/a.yaml\n', ['1: /tmp/a.yaml']],
    ['bin/dump', '#!/usr/bin/env zsh\nsops -d a.yaml > /tmp/a.yaml\n', ['2: /tmp/a.yaml']],
    ['.envrc', 'sops -d a.yaml > /tmp/a.yaml\n', ['1: /tmp/a.yaml']],
    ['x.fish', 'sops -d a.yaml > /tmp/a.yaml\n', ['1: /tmp/a.yaml']],
    ['bin/dump', '#!/usr/bin/env python3\nsops -d a.yaml > /tmp/a.yaml\n', []],
    ['LICENSE', 'sops -d a.yaml > /tmp/a.yaml\n', []],
    ['docs/x.md', 'sops -d a.yaml > /tmp/a.yaml\n', []],
  ])('reads %s', async (path, text, places) => {
    expect(await placesIn(text, path)).toEqual(places)
  })

  it('counts spans in bytes and reads Windows line ends', async () => {
    const text = '# größer\r\nsops -d a.yaml > /tmp/ä.yaml\r\n'
    expect(await placesIn(text)).toEqual(['2: /tmp/ä.yaml'])
  })

  it('names a hit for each key only once and cuts long lists', async () => {
    const [hit] = await hitsIn('cat > /tmp/a.env <<E\nA_TOKEN=1\nB_TOKEN=2\nA_TOKEN=3\nC_TOKEN=4\nD_TOKEN=5\nE\n')
    expect(hit?.note).toContain('writes A_TOKEN, B_TOKEN, C_TOKEN and 1 more as plaintext')
  })

  it('names the literal parts of a target and shows nothing of a substitution', async () => {
    const secret = ['hun', 'ter2'].join('')
    for (const [target, shown, place] of [
      [`/tmp/$(echo ${secret}).yaml`, '/tmp/$(…).yaml', '/tmp/'],
      [`"/tmp/\`echo ${secret}\`/$USER.yaml"`, '/tmp/$(…)/$USER.yaml', '"/tmp/'],
      [`"\${TMPDIR:-/tmp}/a-\${X:-${secret}}.yaml"`, '$TMPDIR/a-$X.yaml', `"\${TMPDIR:-/tmp}/a-`],
    ] as const) {
      const [hit, ...more] = await hitsIn(`sops -d a.yaml > ${target}`)
      expect(more).toEqual([])
      expect(hit?.note).toContain(`to ${shown};`)
      expect(await placesIn(`sops -d a.yaml > ${target}`)).toEqual([`1: ${place}`])
    }
  })

  it('reads a long script part by part, with the variables and the handler of the parts before', async () => {
    const filler = 'echo some words that fill a line\n'.repeat(20_000)
    const text = `f=/tmp/a.yaml\n${filler}sops -d a.yaml > $f\n${filler}g=$(mktemp)\nsops -d b > $g\ntrap clean EXIT\n`
    expect(await placesIn(text)).toEqual(['20002: $f'])
  })

  it('counts what is beyond a hundred', async () => {
    const hits = await hitsIn('sops -d a.yaml > /tmp/a.yaml\n'.repeat(130))
    expect(hits).toHaveLength(101)
    expect(hits.at(-1)?.note).toBe('30 more places of this kind are in this file')
  })

  const many = 20_000
  it.each([
    ['pipes', `cat <<E ${'| tee /tmp/a.yaml '.repeat(5_000)}\ntoken: abc\nE\n`],
    ['copies', 'cp /tmp/a s/a\nsops -e -i s/a\n'.repeat(5_000)],
    ['doubling', `a=/tmp\n${'a=$a$a\n'.repeat(200)}sops -d x > $a\n`],
    [
      'variables',
      `${Array.from({ length: many }, (_, index) => `v${index}=1\ncmd $v\n`).join('')}sops -d a > /tmp/b\n`,
    ],
    [
      'variables for one command',
      `${Array.from({ length: many }, (_, at) => `v${at}=1 w${at}=2 cmd\n`).join('')}sops -d a > /tmp/b\n`,
    ],
    [
      'variables in groups',
      `${Array.from({ length: many }, (_, at) => `v${at}=1\n{ cmd; }\n`).join('')}sops -d a > /tmp/b\n`,
    ],
    [
      'variables in substitutions',
      `${Array.from({ length: many }, (_, at) => `v${at}=$(cmd)\n`).join('')}sops -d a > /tmp/b\n`,
    ],
    ['groups in groups', `${'{\n'.repeat(many)}sops -d a > /tmp/b\n${'echo x\n'.repeat(many)}`],
    ['wrappers', `${'sudo '.repeat(many * 3)}sops -d a > /tmp/b\n`],
    ['operands', `sops -d ${'a '.repeat(many * 5)} > /tmp/b\n`],
    ['a word of many parts', `a=${'x'.repeat(1_000)}\nb=${'$a'.repeat(many * 5)}\nsops -d a > /tmp/b\n`],
  ])('ends on hostile scripts: %s', async (_, text) => {
    expect((await hitsIn(text)).length).toBeGreaterThan(0)
  })

  it.each([
    ['references on one line', '$(a)'.repeat(many * 4)],
    ['references that never close', '$('.repeat(many * 3)],
    ['references that close on another line', `${'$(\n\t'.repeat(many * 2)})`],
  ])('ends on hostile makefiles: %s', async (_, recipe) => {
    expect(await placesIn(`all:\n\techo ${recipe}\n\tsops -d a > /tmp/b\n`, 'Makefile')).toHaveLength(1)
  })
})
