import { describe, expect, it } from 'vitest'
import { piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'
const path = '.gitlab-ci.yml'

describe('shell in a pipeline of GitLab', () => {
  it.each([
    ['a string', `a:\n  script: ${bad}\n`, ['2:28 /tmp/b']],
    ['a list', `a:\n  script:\n    - ls\n    - ${bad}\n    - "${bad}"\n`, ['4:24 /tmp/b', '5:25 /tmp/b']],
    ['lists in lists', `a:\n  script:\n    - - ls\n      - - ${bad}\n`, ['4:28 /tmp/b']],
    ['flow style', `a: { script: [ls, '${bad}'] }\n`, ['1:37 /tmp/b']],
    ['a block', `a:\n  script:\n    - |\n      ls\n      ${bad}\n`, ['5:24 /tmp/b']],
    [
      'before and after',
      `a:\n  before_script: [${bad}]\n  after_script:\n    - ${bad}\n`,
      ['2:36 /tmp/b', '4:24 /tmp/b'],
    ],
    [
      'the whole pipeline',
      `before_script:\n  - ${bad}\ndefault:\n  after_script: ${bad}\n`,
      ['2:22 /tmp/b', '4:34 /tmp/b'],
    ],
    ['a hidden job and its anchor', `.x: &x\n  script: ${bad}\nb:\n  <<: *x\n  stage: y\n`, ['2:28 /tmp/b']],
    ['an anchor on a list', `.s: &s\n  - ${bad}\nb:\n  script:\n    - *s\n    - ls\n`, ['2:22 /tmp/b']],
    ['hooks', `a:\n  hooks:\n    pre_get_sources_script: ["${bad}"]\n`, ['3:48 /tmp/b']],
    ['documents behind a header', `spec:\n  inputs: {}\n---\na:\n  script: ${bad}\n`, ['5:28 /tmp/b']],
    ['Windows line ends', `a:\r\n  script:\r\n    - ${bad}\r\n`, ['3:24 /tmp/b']],
    ['characters beyond the BMP before', `# 🙂\n"🙂":\n  script: ["echo 🙂", "${bad}"]\n`, ['3:41 /tmp/b']],
    ['a variable of an item before', 'a:\n  before_script: [f=/tmp/b]\n  script: ["sops -d a > $f"]\n', ['3:25 $f']],
  ])('reads %s', async (_, text, places) => {
    expect(await placesIn(path, text)).toEqual(places)
  })

  it.each([
    ['references', 'a:\n  script:\n    - !reference [.x, "sops -d a > /tmp/b"]\n    - ls\n'],
    ['variables', `variables: { script: "${bad}" }\na:\n  variables:\n    X: "${bad}"\n`.replace('script', 'X')],
    ['other keys', `a:\n  stage: "${bad}"\n  script: ls\n`],
  ])('is silent about %s', async (_, text) => {
    expect(await placesIn(path, text)).toEqual([])
  })

  it('reads the items of a job in the order in which they run', async () => {
    const text = 'a:\n  script: [b, c]\n  after_script: [d]\n  before_script: [a]\n'
    expect(await piecesIn(path, text)).toEqual(['unknown: a ¶ b ¶ c', 'unknown: d'])
  })

  it.each(['ci/build.gitlab-ci.yml', '.gitlab/ci/x.yml', '.gitlab-ci-test.yaml'])('reads %s', async (other) => {
    expect(await placesIn(other, `a:\n  script: ${bad}\n`)).toEqual(['2:28 /tmp/b'])
  })
})
