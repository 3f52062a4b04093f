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

/** A rule for what `settings` does not name, so that every file has the recipients that its rule gives it. */
const further = ([one, two]: readonly string[]): string =>
  `  - path_regex: ^secrets/changed/\n    age: ${one},${two}\n  - path_regex: ^secrets/odd/\n    age: ${one}\n`

describeWithSops('files as the real sops leaves them', () => {
  describe.each(sopsPrograms())('%s', (program) => {
    let folder: MatrixFolder
    let files: readonly MatrixFile[]
    let config: string
    beforeAll(() => {
      folder = makeMatrixFolder(program)
      files = [...encryptedFiles(folder), ...changedFiles(folder), ...oddFiles(folder)]
      config = sopsConfig(folder.recipients, settingsOf(folder.version)) + further(folder.recipients)
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
        const judgement = await judge(path, text, { ...everything, now: new Date(), files: { '.sops.yaml': config } })
        said.push(...placesOf(judgement).map((place) => `${name}: ${place}`))
        said.push(...judgement.errors.map(({ reason }) => `${name}: ${reason}`))
      }
      expect(said).toEqual([])
    })

    test('have none when the last of each path lie in one repository: scan, audit, staged', async () => {
      const repository = newRepository()
      try {
        await expectQuiet(repository, files, config)
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
    const findings = report.findings.filter(({ rule }) => !advisory.has(`${args[0]} ${rule}`))
    const notRun = report.notRun.filter(({ reason }) => !/^needs (?:base|history), which/.test(reason))
    expect({ verb: args[0], ...report, findings, notRun }).toMatchObject({ findings: [], errors: [], notRun: [] })
  }
}

/**
 * What `audit` may say of such a repository, each because it is so: most files have one recipient, and `sops` writes
 * files without one of these suffixes as binary blobs.
 */
const advisory: ReadonlySet<string> = new Set(['audit sops-recipients-single', 'audit sops-ext-as-binary'])
