import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decryptedRules } from '../../../src/checks/sops-decrypted/index.ts'
import { builtin } from '../../../src/commands/builtin-rules.ts'
import type { Keys } from '../../../src/model/rule.ts'
import type { Store } from '../../../src/sops/sniff.ts'
import { type Judgement, judge, placesOf } from '../../support/judge.ts'
import { describeWithSops } from '../../support/sops.ts'
import { anatomyOf } from '../../support/sops-matrix/anatomy.ts'
import { commentMutations } from '../../support/sops-matrix/comment-mutations.ts'
import { encryptedFiles, type MatrixFile, settingsOf } from '../../support/sops-matrix/files.ts'
import { type MatrixFolder, makeMatrixFolder } from '../../support/sops-matrix/folder.ts'
import { lineMutations } from '../../support/sops-matrix/line-mutations.ts'
import { metadataMutations } from '../../support/sops-matrix/metadata-mutations.ts'
import { type Mutant, type MutationKind, typed } from '../../support/sops-matrix/mutation.ts'
import { sopsPrograms } from '../../support/sops-matrix/program.ts'
import { sopsConfig } from '../../support/sops-matrix/settings.ts'
import { type Rate, tableOf } from '../../support/sops-matrix/table.ts'
import { trailingMutations } from '../../support/sops-matrix/trailing-mutations.ts'
import { valueMutations } from '../../support/sops-matrix/value-mutations.ts'

const kinds: readonly MutationKind[] = [
  ...valueMutations,
  ...lineMutations,
  ...commentMutations,
  ...trailingMutations,
  ...metadataMutations,
]
const stores: readonly Store[] = ['yaml', 'json', 'dotenv', 'ini', 'binary']

const known = new Set([...builtin().rules.map(({ meta }) => meta.id), 'error'])

/** Some rule of the package is meant to catch it, or none can without a key. */
const isKnown = ({ rules, needs }: MutationKind): boolean =>
  needs !== undefined || rules.some((rule) => known.has(rule))

test('every kind of damage that shows in the file has a rule', () => {
  expect(kinds.filter((kind) => !isKnown(kind)).map(({ name }) => name)).toEqual([])
})

/** Of a file whose rule chooses what is encrypted, this many places are damaged; of the others every one. */
const mostChosen = 2

const spread = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length <= most
    ? all
    : Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]).flatMap(
        (one) => one ?? [],
      )

const mutantsOf = (kind: MutationKind, file: MatrixFile): readonly Mutant[] => {
  const all = kind.mutants(anatomyOf(file))
  return file.setting === 'default' && !file.path.endsWith('.yml') ? all : spread(all, mostChosen)
}

const isCaught = ({ rules }: MutationKind, { lines }: Mutant, judgement: Judgement): boolean =>
  rules.includes('error')
    ? judgement.errors.length > 0
    : placesOf(judgement).some((place) => {
        const [rule = '', line] = place.split(':')
        return rules.includes(rule) && lines.includes(Number(line))
      })

describeWithSops('one thing changed in a file of the real sops', () => {
  describe.each(sopsPrograms())('%s', (program) => {
    let folder: MatrixFolder
    let files: readonly MatrixFile[]
    let config: string
    let keys: Keys // one for all, for its identities are read once
    const rates: Rate[] = []
    const keyedRates: Rate[] = []
    beforeAll(() => {
      folder = makeMatrixFolder(program)
      files = encryptedFiles(folder)
      config = sopsConfig(folder.recipients, settingsOf(folder.version))
      keys = { env: folder.env, workTree: undefined }
    })
    afterAll(() => {
      folder?.remove()
      console.log(tableOf(`caught without a key, of files by sops ${folder.version}`, rates))
      console.log(tableOf(`of what needs one, caught with a key, of files by sops ${folder.version}`, keyedRates))
    })

    const judged = (path: string, text: string): Promise<Judgement> =>
      judge(path, text, { now: new Date(), files: { '.sops.yaml': config } })

    const judgedWithKey = (path: string, text: string): Promise<Judgement> =>
      judge(path, text, { now: new Date(), rules: decryptedRules, keys })

    for (const kind of kinds)
      test.skipIf(!isKnown(kind)).each(stores)(`${kind.name}: %s`, async (store) => {
        const missed: string[] = []
        const missedWithKey: string[] = []
        let of = 0
        for (const file of files.filter((one) => one.store === store))
          for (const mutant of mutantsOf(kind, file)) {
            of++
            const judgement = await judged(file.path, mutant.text)
            expectNoPlaintext(judgement, file)
            if (!isCaught(kind, mutant, judgement))
              missed.push(
                `${file.name}, line ${mutant.lines.join()}: ${[...placesOf(judgement), ...judgement.errors.map(({ reason }) => reason)].join(' ')}`,
              )
            if (kind.needs === undefined) continue
            const keyed = await judgedWithKey(file.path, mutant.text)
            expectNoPlaintext(keyed, file)
            if (!isRefused(keyed) && judgement.errors.length === 0)
              missedWithKey.push(`${file.name}, line ${mutant.lines.join()}`)
          }
        rates.push({ kind: kind.name, store, caught: of - missed.length, of })
        if (kind.needs === undefined) expect(missed).toEqual([])
        else keyedRates.push({ kind: kind.name, store, caught: of - missedWithKey.length, of })
        expect(missedWithKey).toEqual([])
      })
  })
})

/** The key shows that something in the file is not what SOPS wrote; what cannot be read at all is an error without one. */
const isRefused = ({ findings }: Judgement): boolean =>
  findings.some(({ rule }) => rule === 'sops-mac-mismatch' || rule === 'sops-leaf-unauthentic')

/** Neither what was encrypted nor what was typed stands in anything that may be printed. */
const expectNoPlaintext = (judgement: Judgement, { secrets }: MatrixFile): void => {
  const said = JSON.stringify(judgement)
  for (const secret of [...secrets, typed]) if (said.includes(secret)) expect.fail(`${secret} was printed`)
}
