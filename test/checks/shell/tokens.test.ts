import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { everyPipeline, pipelinesOf } from '../../../src/checks/shell/commands.ts'
import type { Dialect, Part, Token } from '../../../src/checks/shell/token.ts'
import { tokenise } from '../../../src/checks/shell/tokens.ts'

const partText = (part: Part): string => {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'parameter':
      return part.fallback === undefined ? `«${part.name}»` : `«${part.name}:${part.fallback.map(partText).join('')}»`
    case 'commands':
      return `«${part.tokens.map(shown).join(' ')}»`
    case 'expression':
      return `«{{${part.text}}}»`
    case 'process':
      return `‹${part.tokens.map(shown).join(' ')}›`
  }
}

const shown = (token: Token): string => {
  if (token.kind === 'operator') return token.text === '\n' ? '⏎' : token.text
  if (token.kind === 'word') return `[${token.parts.map(partText).join('')}]`
  const target = token.target === undefined ? '' : token.target.parts.map(partText).join('')
  return `${token.operator}{${target}}`
}

const read = (text: string, dialect?: Dialect): string => tokenise(text, dialect).map(shown).join(' ')

describe('tokenise', () => {
  it.each([
    ['words and blanks', 'a  b\tc', '[a] [b] [c]'],
    ['quotes', `a'b c'"d e"\\ f`, '[ab cd e f]'],
    ['quotes within quotes', `"it's" '"x"' $'it\\'s'`, `[it's] ["x"] [it\\'s]`],
    ['escapes in double quotes', String.raw`"a\"b\$c\d"`, String.raw`[a"b$c\d]`],
    ['empty words', `'' ""`, '[] []'],
    ['comments', 'a # b > c\n#d\ne#f', '[a] ⏎ ⏎ [e#f]'],
    ['operators', 'a;b&&c||d|e|&f&', '[a] ; [b] && [c] || [d] | [e] |& [f] &'],
    ['continued lines', 'a \\\n b\\\nc\\\r\nd \\\r\n e', '[a] [bcd] [e]'],
    ['redirections', 'a >b 2>>c >|d &>e <f 2>&1 >&-', '[a] >{b} >>{c} >|{d} &>{e} <{f} >&{1} >&{-}'],
    ['a number that is an argument', 'a 2 > b', '[a] [2] >{b}'],
    ['parameters', `a$b \${c} "$d"e $1 $? $$ $`, '[a«b»] [«c»] [«d»e] [«1»] [«?»] [«$»] [$]'],
    ['fallbacks', `\${a:-b c} "\${d-$e}" \${f:-\${g:-h}}`, '[«a:b c»] [«d:«e»»] [«f:«g:h»»]'],
    ['other expansions', `\${#a} \${b%.yaml} \${c/x/}}`, '[«#»] [«b»] [«c»}]'],
    ['substitutions', 'a $(b $(c) "d)") `e f`', '[a] [«[b] [«[c]»] [d)]»] [«[e] [f]»]'],
    ['substitutions in quotes', '"x $(a "b c" | d) y"', '[x «[a] [b c] | [d]» y]'],
    ['a case within a substitution', '$(case x in y) a;; esac) z', '[«[case] [x] [in] [y] ) [a] ;; [esac]»] [z]'],
    ['substitutions in arithmetic', '$(( $(a b) + 1 )); (( x > $(c) ))', '[$(( «[a] [b]» + 1 ))] ; [(( x > «[c]» ]'],
    ['two groups that are no arithmetic', '$((a); b)', '[«( [a] ) ; [b]»]'],
    ['conditions', '[[ a > b && ( c || d ) ]] && e > f', '[[[] [a] [>] [b] [&&] [(] [c] [||] [d] [)] []]] && [e] >{f}'],
    ['patterns in conditions', '[[ $a =~ ^(b|c)$ ]]; d', '[[[] [«a»] [=~] [^(b|c)$] []]] ; [d]'],
    ['arrays', 'a=(b "c d" $(e)) f', '[a=(b c d «[e]» ] [f]'],
    ['patterns of names', 'rm @(a|b).c', '[rm] [@(a|b).c]'],
    ['translated strings', 'a $"b c"', '[a] [b c]'],
    ['a quote in a fallback in quotes', `"\${a:-it's}" b`, "[«a:it's»] [b]"],
    ['backticks in backticks', 'a `b \\`c\\`` d', '[a] [«[b] [«[c]»]»] [d]'],
    ['an expression of a workflow', 'a "${{ secrets.B }}" c', '[a] [«{{secrets.B}}»] [c]'],
    ['a target on the next line', 'a > \\\n b', '[a] >{b}'],
    ['arithmetic', '$((1 + (2) > 3)) a', '[$((1 + (2) > 3))] [a]'],
    ['process substitution', 'a <(b > c) > >(d)', '[a] [‹[b] >{c}›] >{‹[d]›}'],
    ['here-strings', 'a <<< "$b"', '[a] <<<{«b»}'],
    ['what never closes', 'a "b $(c', '[a] [b «[c]»]'],
    ['a redirection to nowhere', 'a >\nb > # c', '[a] >{} ⏎ [b] >{}'],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['plain', 'cat <<EOF > x\na > b\nEOF\nc', 'a > b\n', true],
    ['quoted', "cat <<'EOF'\n$(x)\nEOF\nc", '$(x)\n', false],
    ['indented by tabs', 'cat <<-EOF\n\ta\n\tEOF\nc', '\ta\n', true],
    ['with Windows line ends', 'cat <<EOF\r\na\r\nEOF\r\nc', 'a\r\n', true],
    ['without its end', 'cat <<EOF\na\n', 'a\n', true],
    ['empty', 'cat <<EOF\nEOF\nc', '', true],
    ['in a substitution', 'x="$(cat <<EOF\na\nEOF\n)"; c', 'a\n', true],
  ])('finds the body of a heredoc: %s', (_, text, body, expands) => {
    const heredocs = [...everyPipeline(pipelinesOf(tokenise(text)))]
      .flat()
      .flatMap(({ redirections }) => redirections.flatMap(({ heredoc }) => (heredoc === undefined ? [] : [heredoc])))
    expect(heredocs.map(({ start, end }) => text.slice(start, end))).toEqual([body])
    expect(heredocs[0]?.expands).toBe(expands)
    if (/c$/.test(text)) expect(read(text)).toMatch(/\[c\]$/)
  })

  it('reads several heredocs of one line in order', () => {
    const text = 'cat <<A - <<B\n1\nA\n2\nB\nend'
    const bodies = tokenise(text).flatMap((token) =>
      token.kind === 'redirection' && token.heredoc ? [token.heredoc] : [],
    )
    expect(bodies.map(({ start, end }) => text.slice(start, end))).toEqual(['1\n', '2\n'])
  })

  it('knows the dollars of make', () => {
    expect(read('echo $(VAR) $$HOME "$$(mktemp)" $@', { make: true })).toBe('[echo] [«VAR»] [«HOME»] [«[mktemp]»] [$@]')
  })

  it('keeps the offsets of every token', () => {
    const text = 'aa "b b" >cc # d\n'
    expect(tokenise(text).map(({ start, end }) => text.slice(start, end))).toEqual(['aa', '"b b"', '>cc', '\n'])
  })

  it.each(['$(', '"$(', '${x:-', '`', '(', '{ ', '"', '\\', '<(', 'case x in ', '<<E\n', "$'", '$((', 'a() {', 'if '])(
    'ends on 50,000 times %j',
    (piece) => {
      const text = piece.repeat(50_000)
      const tokens = tokenise(text)
      expect(tokens.at(-1)?.end ?? text.length).toBeLessThanOrEqual(text.length)
      expect([...everyPipeline(pipelinesOf(tokens))].length).toBeGreaterThanOrEqual(0)
    },
  )

  it('splits words as bash does', () => {
    const words = `a'b'"c d" \\"e \\'f g\\ h "i'j" 'k"l' m#n "" o\\\np "q\\"r" $'s t'`
    const output = execFileSync('bash', ['--norc', '-c', `printf '[%s] ' ${words}`], { encoding: 'utf8' })
    expect(`${read(words)} `).toBe(output)
  })
})

describe('pipelinesOf', () => {
  const names = (text: string): string[] =>
    [...everyPipeline(pipelinesOf(tokenise(text)))].map((pipeline) =>
      pipeline
        .map(({ words, body }) =>
          body.length > 0 ? '{}' : words.map((word) => word.parts.map(partText).join('')).join(' '),
        )
        .join(' | '),
    )

  it.each([
    ['a list', 'a; b && c || d\ne &', ['a', 'b', 'c', 'd', 'e']],
    ['pipes over lines', 'a |\n  b | # c\n d', ['a | b | d']],
    ['groups', '{ a; b; } | c; (d)', ['a', 'b', '{} | c', 'd', '{}']],
    ['branches', 'if a; then b; elif c; then d; else e; fi | f', ['a', 'b', 'c', 'd', 'e', '{} | f']],
    ['loops', 'while a; do b; done; for x in 1 2; do c; done', ['a', 'b', '{}', 'c', '{}']],
    ['cases', 'case $x in a) b;; (c) d; e;; esac; f', ['b', 'd', 'e', '{}', 'f']],
    [
      'functions',
      'f() { a; }; function g { b; }\nh() (c); function i() { d; }',
      ['a', '{}', '{}', 'b', '{}', '{}', 'c', '{}', '{}', 'd', '{}', '{}'],
    ],
    ['a quoted keyword', '"if" a; b', ['if a', 'b']],
    ['a case behind if', 'if case $a in (b|c) d;; esac then e; fi; f', ['d', '{}', 'e', '{}', 'f']],
    ['loops over arithmetic', 'for ((i=0;i<3;i++)); do a; done; b', ['a', '{}', 'b']],
    [
      'substitutions in patterns and values',
      'for x in $(a); do b; done; echo ${c%$(d)}',
      ['a', 'b', '{}', 'd', 'echo «c»'],
    ],
    ['substitutions in heredocs', 'cat <<E\n$(a)\nE\nb', ['a', 'cat', 'b']],
    ['substitutions first', 'a "$(b | c)" <(d)', ['b | c', 'd', 'a «[b] | [c]» ‹[d]›']],
  ])('reads %s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
  })
})
