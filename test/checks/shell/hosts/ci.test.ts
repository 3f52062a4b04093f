import { describe, expect, it } from 'vitest'
import { piecesIn, placesIn } from './found.ts'

const bad = 'sops -d a.yaml > /tmp/b'

describe('shell in other services', () => {
  it.each([
    ['.circleci/config.yml', `jobs:\n  a:\n    steps:\n      - checkout\n      - run: ${bad}\n`, ['5:31 /tmp/b']],
    [
      '.circleci/config.yml',
      `jobs:\n  a:\n    steps:\n      - run:\n          name: x\n          command: |\n            ${bad}\n`,
      ['7:30 /tmp/b'],
    ],
    ['.circleci/config.yml', 'a:\n  - run: sops -d << parameters.file >> > /tmp/b\n', ['2:42 /tmp/b']],
    [
      '.circleci/config.yml',
      'a:\n  - run: |\n      cat > /tmp/b \\<<E\n      token: $t\n      E\n      ls\n',
      ['3:13 /tmp/b'],
    ],
    [
      'azure-pipelines.yml',
      `steps:\n  - script: ${bad}\n  - bash: |\n      ${bad}\n  - pwsh: ${bad}\n`,
      ['2:30 /tmp/b', '4:24 /tmp/b'],
    ],
    ['.drone.yml', `kind: pipeline\nsteps:\n  - commands:\n      - ${bad}\n---\nkind: secret\n`, ['4:26 /tmp/b']],
    ['.woodpecker/x.yaml', `steps:\n  a:\n    commands: [ls, "${bad}"]\n`, ['3:38 /tmp/b']],
    [
      'bitbucket-pipelines.yml',
      `pipelines:\n  default:\n    - step:\n        script:\n          - pipe: x\n          - ${bad}\n`,
      ['6:30 /tmp/b'],
    ],
    ['.travis.yml', `before_install:\n  - ${bad}\nscript: ${bad}\n`, ['2:22 /tmp/b', '3:26 /tmp/b']],
    [
      '.buildkite/pipeline.yml',
      `steps:\n  - command: ${bad}\n  - commands: ["${bad}"]\n`,
      ['2:31 /tmp/b', '3:34 /tmp/b'],
    ],
    [
      'Taskfile.yml',
      `tasks:\n  a:\n    cmds:\n      - ${bad}\n      - cmd: ${bad}\n  b: {}\n`,
      ['4:26 /tmp/b', '5:31 /tmp/b'],
    ],
  ])('reads %s', async (path, text, places) => {
    expect((await placesIn(path, text)).toSorted()).toEqual(places)
  })

  it('tells tasks of Azure apart', async () => {
    const task = (name: string) => `steps:\n  - task: ${name}\n    inputs:\n      script: ${bad}\n`
    expect(await placesIn('azure-pipelines.yml', task('Bash@3'))).toEqual(['4:32 /tmp/b'])
    expect(await placesIn('azure-pipelines.yml', task('PowerShell@2'))).toEqual([])
  })

  it('leaves other languages out', async () => {
    const text = `steps:\n  - run:\n      shell: powershell.exe\n      command: ${bad}\n`
    expect(await placesIn('.circleci/config.yml', text)).toEqual([])
  })
})

describe('shell in package.json', () => {
  it.each([
    [`{ "scripts": { "a": "${bad}" } }`, ['1:39 /tmp/b']],
    [`{\n  "name": "🙂",\n  "scripts": {\n    "a": "echo \\"x\\" && ${bad}"\n  }\n}`, ['4:42 /tmp/b']],
    [`{\r\n\t"scripts": {\r\n\t\t"a": "sops -d a >\\u0020\\"/tmp/b\\""\r\n\t}\r\n}`, ['3:27 "/tmp/b\\"']],
    [`{ "description": "${bad}", "config": { "a": "${bad}" }, "scripts": {} }`, []],
    [`{ "scripts": { "a": 1, "b": ["${bad}"] } }`, []],
  ])('reads %s', async (text, places) => {
    expect(await placesIn('app/package.json', text)).toEqual(places)
  })

  it('shows what the shell sees', async () => {
    const text = JSON.stringify({ scripts: { a: 'sh -c "echo \'a\\\\b\'"\nls\t-l', b: 'x' } })
    expect(await piecesIn('package.json', text)).toEqual(['sh: sh -c "echo \'a\\\\b\'"\nls -l', 'sh: x'])
  })
})
