import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { textconv, textconvCache } from '../../../src/checks/sops-repository/textconv.ts'
import type { Rule, TextconvDriver } from '../../../src/model/rule.ts'
import { gitSettingsPath } from '../../../src/model/unit.ts'
import { contextOf, documentOf, hitsOf } from '../../support/document.ts'
import { foundBy } from '../../support/found.ts'
import { describeWithSops } from '../../support/sops.ts'
import { newSopsRepository, type SopsRepository } from '../../support/sops-repository.ts'

const notes = async (
  rule: Rule,
  drivers: readonly TextconvDriver[],
  kept: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<(string | undefined)[]> => {
  const context = contextOf({ files })
  const { repository } = context
  if (repository === undefined) throw new Error('no repository')
  const asked = { ...context, repository: { ...repository, textconv: async () => ({ drivers, kept }) } }
  return (await hitsOf(rule, documentOf(gitSettingsPath, ''), asked)).map(({ note }) => note)
}

const commands = [
  'sops decrypt',
  'sops -d',
  'sops --decrypt',
  '/usr/local/bin/sops -d --output-type yaml',
  'sh -c "sops -d $0"',
  'age -d -i ~/.age/key',
  'rage --decrypt -i key',
  'gpg -qd',
  'gpg2 --no-tty --decrypt',
  'ansible-vault view',
  'tools/sops-decrypt.sh',
]

test.each(commands)('a cache of what %j prints is found', async (command) => {
  expect(await notes(textconvCache, [{ name: 'x', command, cachedBy: 'global' }])).toEqual([
    'diff.x.cachetextconv is on (global configuration): git keeps what this driver decrypts in refs/notes/textconv/x',
  ])
})

test.each(['exif', 'odt2txt', 'pdftotext -layout', 'sops filestatus', 'gpg --list-packets', 'average -d', 'cat'])(
  'a cache of what %j prints is clean',
  async (command) => {
    expect(await notes(textconvCache, [{ name: 'x', command, cachedBy: 'local' }], ['x'])).toEqual([])
    expect(await notes(textconv, [{ name: 'x', command }], [], { '.gitattributes': '* diff=x\n' })).toEqual([])
  },
)

test('a driver without a cache is no cache', async () => {
  expect(
    await notes(textconvCache, [
      { name: 'x', command: 'sops -d' },
      { name: 'y', cachedBy: 'local' },
    ]),
  ).toEqual([])
})

test('text that git kept is found, also when the driver is not configured any more', async () => {
  const said = (name: string): string =>
    `refs/notes/textconv/${name} holds decrypted text, which git kept to show differences`
  expect(await notes(textconvCache, [{ name: 'x', command: 'sops -d' }], ['x'])).toEqual([said('x')])
  expect(await notes(textconvCache, [], ['sopsdiffer', 'exif'])).toEqual([said('sopsdiffer')])
})

test('a driver that decrypts is told where a .gitattributes names it', async () => {
  const drivers = [{ name: 'sopsdiffer', command: 'sops -d' }]
  const told = ['The diff driver "sopsdiffer" decrypts files that .gitattributes gives it']
  expect(await notes(textconv, drivers, [], { 'a/.gitattributes': '*.yaml text diff=sopsdiffer\n' })).toEqual(told)
  expect(await notes(textconv, drivers, [], { '.gitattributes': '# *.yaml diff=sopsdiffer\n* diff=other\n' })).toEqual(
    [],
  )
  expect(await notes(textconv, drivers)).toEqual([])
})

test('no other file is taken for the settings', async () => {
  expect(await hitsOf(textconvCache, documentOf('config', ''), contextOf({ files: {} }))).toEqual([])
  expect(await hitsOf(textconvCache, documentOf(gitSettingsPath, ''), contextOf({ files: {} }))).toEqual([])
})

const cache = 'sops-textconv-cache'

describeWithSops('a repository that shows encrypted files in the clear', () => {
  let repository: SopsRepository
  beforeEach(() => {
    repository = newSopsRepository()
    repository.git('config', 'diff.sopsdiffer.textconv', 'sops decrypt')
    repository.stage('.gitattributes', 'secrets/* diff=sopsdiffer\n')
    repository.git('add', '.sops.yaml')
    repository.write('secrets/a.yaml', 'password: hushed\n')
    repository.sops(['encrypt', '--in-place', 'secrets/a.yaml'])
    repository.git('add', 'secrets/a.yaml')
    repository.commit('first')
  })
  afterEach(() => repository.remove())

  describe('is', () => {
    test('told by an audit alone, and no file was looked at for it', async () => {
      expect(await foundBy(repository, 'audit')).toMatchObject({
        code: 0,
        lines: ['sops-textconv low .git/config'],
        units: 3,
      })
      expect(await foundBy(repository, 'ci')).toMatchObject({ code: 0, lines: [] })
      expect(await foundBy(repository, 'staged')).toMatchObject({ code: 0, lines: [] })
      expect((await repository.leaktight(['audit'])).stdout).toContain('sops-textconv')
    })

    test('found when git keeps the plaintext, until the commands of the remedies were run', async () => {
      repository.git('config', 'diff.sopsdiffer.cachetextconv', 'true')
      repository.git('update-ref', 'refs/notes/textconv/sopsdiffer', 'HEAD')
      const { code, lines, remedies } = await foundBy(repository, 'audit')
      expect([code, lines.filter((line) => line.startsWith(cache))]).toEqual([
        1,
        Array(2).fill(`${cache} high .git/config`),
      ])
      const commands = remedies.flatMap((remedy) => /^Run: (git .*?)(?:\. |$)/.exec(remedy)?.[1] ?? [])
      expect(commands).toEqual([
        'git config --local --unset-all diff.sopsdiffer.cachetextconv',
        'git update-ref -d refs/notes/textconv/sopsdiffer && git gc --prune=now',
      ])
      for (const command of commands.flatMap((line) => line.split(' && ')))
        repository.git(...command.split(' ').slice(1))
      expect(await foundBy(repository, 'audit')).toMatchObject({ code: 0, lines: ['sops-textconv low .git/config'] })
    })
  })
})
