import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judge, placesOf } from '../../support/judge.ts'
import { newRepository, type TestRepository } from '../../support/repository.ts'
import { describeWithSops } from '../../support/sops.ts'
import { changedFiles, oddFiles } from '../../support/sops-matrix/changed.ts'
import { encryptedFiles, type MatrixFile, settingsOf } from '../../support/sops-matrix/files.ts'
import { type MatrixFolder, makeMatrixFolder } from '../../support/sops-matrix/folder.ts'
import { sopsPrograms } from '../../support/sops-matrix/program.ts'
import { sopsConfig } from '../../support/sops-matrix/settings.ts'

/** Must be encrypted, whatever the rest of the repository says. */
const everything = { policy: { mustEncrypt: ['secrets/**'] } }

/** Rules for what `settings` does not name; one that is changed has two recipients from `updatekeys` on. */
const further = ([one, two]: readonly string[], updated: boolean): string =>
  `  - path_regex: ^secrets/changed/\n    age: ${updated ? `${one},${two}` : one}\n  - path_regex: ^secrets/odd/\n    age: ${one}\n`

describeWithSops('files as the real sops leaves them', () => {
  describe.each(sopsPrograms())('%s', (program) => {
    let folder: MatrixFolder
    let files: readonly MatrixFile[]
    let configFor: (updated: boolean) => string
    beforeAll(() => {
      folder = makeMatrixFolder(program)
      files = [...encryptedFiles(folder), ...changedFiles(folder), ...oddFiles(folder)]
      configFor = (updated) =>
        sopsConfig(folder.recipients, settingsOf(folder.version)) + further(folder.recipients, updated)
    })
    afterAll(() => folder?.remove())

    test('are of all stores and settings, and hide their plaintext', () => {
      expect(files.length).toBeGreaterThan(100)
      const kinds = new Set(files.map(({ store, setting }) => `${store} ${setting}`))
      expect(kinds.size).toBeGreaterThanOrEqual(5 * 7)
      for (const { name, secrets, setting } of files)
        if (setting !== 'odd') expect(secrets.length, name).toBeGreaterThan(0)
    })

    test('have no finding of any rule, no error and nothing that was not run', async () => {
      const said: string[] = []
      for (const { name, path, text } of files) {
        const config = configFor(name.endsWith('updatekeys'))
        const judgement = await judge(path, text, { ...everything, now: new Date(), files: { '.sops.yaml': config } })
        const places = placesOf(judgement).filter((place) => !isDue(place.split(':')[0] ?? '', path))
        said.push(...places.map((place) => `${name}: ${place}`))
        said.push(...judgement.errors.map(({ reason }) => `${name}: ${reason}`))
      }
      expect(said).toEqual([])
    })

    test('have none when the last of each path lie in one repository: scan, audit, staged', async () => {
      const repository = newRepository()
      try {
        await expectQuiet(repository, files, configFor(true))
      } finally {
        repository.remove()
      }
    })
  })
})

interface Report {
  readonly findings: readonly { rule: string; path: string; message: string }[]
  readonly errors: readonly unknown[]
  readonly notRun: readonly { rule: string; reason: string }[]
}

const expectQuiet = async (repository: TestRepository, files: readonly MatrixFile[], config: string): Promise<void> => {
  repository.write('.sops.yaml', config)
  for (const { path, text } of files) repository.write(path, text)
  repository.git('add', '.')
  for (const args of [['staged'], ['scan', '.', '--jobs', '1'], ['audit']]) {
    const { stdout, stderr } = await repository.leaktight([...args, '--format', 'json'])
    expect(stderr, args[0]).toBe('')
    const report: Report = JSON.parse(stdout)
    const findings = report.findings.filter(
      ({ rule, path }) => !advisory.has(`${args[0]} ${rule}`) && !isDue(rule, path),
    )
    const notRun = report.notRun.filter(({ reason }) => !/^needs (?:base|history|versions), which/.test(reason))
    expect({ verb: args[0], ...report, findings, notRun }).toMatchObject({ findings: [], errors: [], notRun: [] })
  }
}

/** What is so of a file: one recipient, which only `audit` says; carriage returns in what sops left open in dotenv. */
const isDue = (rule: string, path: string): boolean =>
  rule === 'sops-recipients-single' || (rule === 'sops-eol' && path === 'secrets/odd/crlf/a.env')

/**
 * What `audit` may say of such a repository, each because it is so: most files have one recipient, and `sops` writes
 * files without one of these suffixes as binary blobs.
 */
const advisory: ReadonlySet<string> = new Set(['audit sops-recipients-single', 'audit sops-ext-as-binary'])
