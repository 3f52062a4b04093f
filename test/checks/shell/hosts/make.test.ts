import { describe, expect, it } from 'vitest'
import { hitsIn, piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'

describe('shell in a makefile', () => {
  it.each([
    ['a recipe', `a: b\n\t@-${bad}\n`, ['2:21 /tmp/b']],
    ['a recipe behind a semicolon', `a: b ; @${bad}\nc:: ; ls; ${bad}\n`, ['1:26 /tmp/b', '2:28 /tmp/b']],
    ['continued lines', `a:\n\tsops -d a.yaml \\\n> /tmp/b\nX = ${bad}\n`, ['3:3 /tmp/b']],
    ['another prefix', `.RECIPEPREFIX = >\na:\n> ${bad}\n\t${bad}\n`, ['3:20 /tmp/b']],
    ['a canned recipe', `define dump\n${bad}\n@ls\nendef\n${bad}\n`, ['2:18 /tmp/b']],
    ['$(shell …)', `X := $(shell (echo) && ${bad})\n`, ['1:41 /tmp/b']],
    ['${shell …} on continued lines', `X := \${shell ls; \\\n  ${bad}} # x\n`, ['2:20 /tmp/b']],
    ['$(shell …) in a recipe', `a:\n\techo $(shell ${bad})\n`, ['2:32 /tmp/b']],
    ['$$', 'a:\n\tf=/tmp/b; sops -d a > $$f\n', ['2:24 $$f']],
    [
      '.ONESHELL',
      `.ONESHELL:\na:\n\tcat > /tmp/a.yaml <<E\n\ttoken: $$t\n\tE\n\t${bad}\n`,
      ['3:8 /tmp/a.yaml', '6:19 /tmp/b'],
    ],
    ['Windows line ends', `a:\r\n\tls; \\\r\n\t${bad}\r\n`, ['3:19 /tmp/b']],
    ['characters beyond the BMP before', `# 🙂\na:\n\techo 🙂; ${bad}\n`, ['3:28 /tmp/b']],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn('Makefile', text)).toEqual(places)
  })

  it.each([
    ['variables and comments', `X = ${bad}\n# $(shell ${bad})\nY := a ; ${bad}\n`],
    ['another language', `SHELL := /usr/bin/python3\na:\n\t${bad}\n`],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn('x.mk', text)).toEqual([])
  })

  it('knows the shell that the file names', async () => {
    expect(await piecesIn('Makefile', 'SHELL=/usr/bin/env bash\na:\n\tls\n')).toEqual(['bash: ls'])
    expect(await piecesIn('Makefile', 'a: ; ls\n')).toEqual(['sh: ls'])
  })

  it.each([
    ['calls that nothing closes', `X = ${'$(shell ('.repeat(50_000)}\na:\n\t${bad}\n`],
    ['calls', `X = ${'$(shell ls) '.repeat(3_000)}\na:\n\t${bad}\n`],
    ['targets', `${'a: b\n'.repeat(50_000)}${'a'.repeat(300_000)}:\n${':a'.repeat(100_000)}\na:\n\t${bad}\n`],
    ['backslashes', `a:\n\t${bad} ${'\\'.repeat(300_000)}\n`],
  ])('ends on hostile input: %s', async (_, text) => {
    expect((await hitsIn('Makefile', text)).length).toBeGreaterThan(0)
  })
})

describe('shell in a justfile', () => {
  it.each([
    ['a recipe', `a:\n    @-${bad}\n`, ['2:24 /tmp/b']],
    ['a template', 'a file:\n  sops -d {{file}} > /tmp/b\n', ['2:22 /tmp/b']],
    ['a recipe with #!', `a:\n  #!/usr/bin/env bash\n  ${bad}\n\nb:\n  ls\n`, ['3:20 /tmp/b']],
    ['a command between backticks', `x := \`${bad}\`\n`, ['1:24 /tmp/b']],
    ['blank lines in a recipe', `a:\n  ls\n\n  ${bad}\n`, ['4:20 /tmp/b']],
    ['Windows line ends', `a:\r\n  ls\r\n  ${bad}\r\n`, ['3:20 /tmp/b']],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn('justfile', text)).toEqual(places)
  })

  it.each([
    ['another language with #!', `a:\n  #!/usr/bin/env python3\n  ${bad}\n`],
    ['another language for all', `set shell := ['pwsh', '-c']\na:\n  ${bad}\n`],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn('Justfile', text)).toEqual([])
  })

  it('gives each recipe its shell', async () => {
    const text = 'set shell := ["zsh", "-c"]\na:\n  b\nc:\n  #!/bin/sh\n  {{ d }} {{e}}\n'
    expect(await piecesIn('justfile', text)).toEqual(['zsh: b', 'sh: #!/bin/sh\n ${{d}} ${e}'])
  })
})
