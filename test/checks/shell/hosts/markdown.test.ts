import { describe, expect, it } from 'vitest'
import { hitsIn, piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'
const fenced = (info: string, ...lines: readonly string[]): string => [`\`\`\`${info}`, ...lines, '```', ''].join('\n')

describe('shell in Markdown', () => {
  it.each([
    ['bash', `# x\n\n${fenced('bash', 'ls', bad)}`, ['5:18 /tmp/b']],
    [
      'sh, zsh and shell',
      fenced('sh', bad) + fenced('zsh', bad) + fenced('shell', bad),
      ['2:18 /tmp/b', '5:18 /tmp/b', '8:18 /tmp/b'],
    ],
    [
      'attributes',
      fenced('bash title="x.sh" {1,3}', bad) + fenced(' {.bash .numbers}', bad),
      ['2:18 /tmp/b', '5:18 /tmp/b'],
    ],
    ['capitals and commas', fenced('Bash,ignore', bad), ['2:18 /tmp/b']],
    ['tildes', `~~~~sh\n~~~\n${bad}\n~~~~\n${bad}\n`, ['3:18 /tmp/b']],
    ['a fence in a list', `1. x\n\n   \`\`\`bash\n   ${bad}\n   \`\`\`\n\n   text\n`, ['4:21 /tmp/b']],
    ['a fence on the line of its item', `- \`\`\`bash\n  ${bad}\n  \`\`\`\n`, ['2:20 /tmp/b']],
    ['a quotation', `> > \`\`\`bash\n> > ${bad}\n> > \`\`\`\n`, ['2:22 /tmp/b']],
    [
      'an indented heredoc',
      '- x\n\n  ```bash\n  cat > /tmp/a.yaml <<EOF\n  token: $t\n  EOF\n  ls\n  ```\n',
      ['4:9 /tmp/a.yaml'],
    ],
    [
      'a session',
      fenced('console', `$ ${bad}`, bad, `root@host:~# ${bad}`, '(venv) me@x $ ls'),
      ['2:20 /tmp/b', '4:31 /tmp/b'],
    ],
    ['a session that is called bash', fenced('bash', `$ ${bad}`, bad), ['2:20 /tmp/b']],
    [
      'a session with continued lines',
      fenced(
        'shell-session',
        '$ cat > /tmp/a.yaml <<EOF',
        '> token: abc',
        '> EOF',
        '$ sops -d a \\',
        '>   > /tmp/c',
        'x > /tmp/d',
      ),
      ['2:9 /tmp/a.yaml', '6:7 /tmp/c'],
    ],
    ['a fence that nothing closes', `\`\`\`sh\n${bad}\n`, ['2:18 /tmp/b']],
    ['Windows line ends', fenced('bash', bad, 'ls').replaceAll('\n', '\r\n'), ['2:18 /tmp/b']],
    ['characters beyond the BMP before', `🙂🙂\n\n${fenced('bash', `echo 🙂; ${bad}`)}`, ['4:27 /tmp/b']],
    ['a tab before a line', `-\tx\n\n\t\`\`\`bash\n\t${bad}\n\t\`\`\`\n`, ['4:19 /tmp/b']],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn('docs/x.md', text)).toEqual(places)
  })

  it.each([
    ['other languages', fenced('python', bad) + fenced('', bad) + fenced('text', bad) + fenced('bashful', bad)],
    ['text', `${bad}\n\n    ${bad}\n\n\`${bad}\`\n`],
    ['a fence in a fence', `\`\`\`\`md\n${fenced('bash', bad)}\`\`\`\`\n`],
    ['a fence in a fence of tildes', `~~~\n${fenced('bash', bad)}~~~\n`],
    ['code in a line', `\`\`\`bash ${bad}\`\`\`\n${bad}\n`],
    ['what a session answers', fenced('console', '$ ls', bad, `# ls\n${bad}`)],
    ['what follows a quotation', `> \`\`\`bash\n> ls\n\n${bad}\n`],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn('README.md', text)).toEqual([])
  })

  it('tells of it at low severity', async () => {
    expect((await hitsIn('README.md', fenced('bash', bad))).map(({ severity }) => severity)).toEqual(['low'])
  })

  it('reads each block by its own shell', async () => {
    const text = fenced('bash', 'a', '', 'b') + fenced('zsh', 'c') + fenced('console', '$ d', 'e')
    expect(await piecesIn('x.markdown', text)).toEqual(['bash: a\n\nb', 'zsh: c', 'unknown: d'])
  })

  it.each([
    ['fences', fenced('bash', 'ls').repeat(25_000) + fenced('bash', bad)],
    ['fences that nothing closes', `${'```bash\n~~~sh\n'.repeat(15_000)}${bad}\n`],
    ['long fences', `${'`'.repeat(900)}bash\n${'```\n'.repeat(60_000)}${bad}\n`],
    ['backticks', `${'`'.repeat(1_000_000)}\n${fenced('bash', bad)}`],
    ['quotations', `${`${'> '.repeat(400)}\`\`\`sh\n`.repeat(2_000)}\n${fenced('bash', bad)}`],
    ['list signs', `${'- '.repeat(400_000)}\n${`${'- '.repeat(490)}x\n`.repeat(1_000)}${fenced('bash', bad)}`],
    ['sessions', fenced('console', ...Array.from({ length: 50_000 }, () => '$ cat <<EOF'), 'EOF', `$ ${bad}`)],
    ['prompts', fenced('console', `${'a'.repeat(200_000)}@`, 'x@y'.repeat(100_000), `$ ${bad}`)],
  ])('ends on hostile input: %s', async (_, text) => {
    expect((await hitsIn('x.md', text)).length).toBeGreaterThan(0)
  })
})
