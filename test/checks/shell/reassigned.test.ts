import { describe, expect, it } from 'vitest'
import { shellEchoSecret } from '../../../src/checks/shell/echo-secret.ts'
import { contextOf, documentOf, hitsOf, lineOf } from '../../support/document.ts'

const linesIn = async (script: string): Promise<number[]> => {
  const document = documentOf('bin/x.sh', `#!/bin/bash\n${script}\n`)
  return (await hitsOf(shellEchoSecret, document, contextOf())).map((hit) => lineOf(document, hit))
}

const read = `$(sops -d --extract '["password"]' s.yaml)`

describe('a variable that no longer holds a secret', () => {
  it.each([
    ['is given something else', `out=${read}\napp <<<"$out"\nout=done\necho "$out"`],
    ['held it in a subshell', `( x=${read}; app <<<"$x" )\nx=1\necho "$x"`],
    ['is another one of the same name', `f() { local r; r=${read}; app <<<"$r"; }\ng() { local r=0; echo "$r"; }\ng`],
    ['is that of a loop', `i=${read}\napp <<<"$i"\nfor i in 1 2; do echo "$i"; done`],
    ['is given something else in the same branch', `x=${read}\nif true; then x=1; echo "$x"; fi`],
    ['is unset', `x=${read}\nunset x\necho "$x"`],
  ])('%s', async (_, script) => {
    expect(await linesIn(script)).toEqual([])
  })
})

describe('a variable that may hold a secret still', () => {
  it.each([
    ['after a branch', `x=${read}\nif y; then x=1; fi\necho "$x"`, 4],
    ['after a subshell', `x=${read}\n( x=1 )\necho "$x"`, 4],
    ['after what may not run', `x=${read}\n[ -n "$y" ] && x=1\necho "$x"`, 4],
    ['in the next round', `x=1\nwhile y; do\necho "$x"\nx=${read}\ndone`, 4],
    ['from a function', `f() { x=${read}; }\nx=1\nf\necho "$x"`, 5],
    ['read in a function', `f() { read -rs x; }\nx=1\nf\necho "$x"`, 5],
    ['with more behind it', `x=${read}\nx+=1\necho "$x"`, 4],
    ['for one command alone', `x=${read}\nx=1 app\necho "$x"`, 4],
    ['read anew', `x=1\nread -rs x\necho "$x"`, 4],
    ['given anew', `x=1\nx=${read}\necho "$x"`, 4],
    ['from a function with a variable of its own', `x=1\nf() { local x; x=${read}; echo "$x"; }\ny=$(f)\necho "$y"`, 5],
    ['in a function that is called later', `x=1\nf() { echo "$x"; }\nx=${read}\nf`, 3],
  ])('%s', async (_, script, line) => {
    expect(await linesIn(script)).toContain(line)
  })
})

it('follows a script of many variables and branches in time', async () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `v${at}=1\nif x; then v${at}=2; fi`)
  const began = performance.now()
  expect(await linesIn(`${lines.join('\n')}\nx=${read}\necho "$x"`)).toEqual([40_003])
  expect(performance.now() - began).toBeLessThan(10_000)
}, 15_000)
