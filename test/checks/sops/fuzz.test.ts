import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../../src/sops/sniff.ts'
import { describeWithSops } from '../../support/sops.ts'
import { type MatrixFolder, makeMatrixFolder } from '../../support/sops-matrix/folder.ts'
import { type Failure, fuzz, type Whole } from '../../support/sops-matrix/fuzz.ts'
import { fuzzConfigs, fuzzFiles } from '../../support/sops-matrix/fuzz-files.ts'
import { sopsPrograms } from '../../support/sops-matrix/program.ts'

/** Files of each kind; `bench/sops-fuzz.mjs` looks at many more. */
const count = Number(process.env.LEAKTIGHT_FUZZ ?? 1_000)
/** How long something takes is for the bench to judge: here, another test may hold up the machine. */
const timed = false
const stores: readonly Store[] = ['yaml', 'json', 'dotenv', 'ini', 'binary']

const said = ({ path, seed, what }: Failure): string => `${path}, seed ${seed}: ${what}`

describeWithSops('thousands of damaged files', () => {
  let folder: MatrixFolder
  beforeAll(() => {
    folder = makeMatrixFolder(sopsPrograms()[0] ?? 'sops')
  })
  afterAll(() => folder?.remove())

  const expectCalm = async (wholes: readonly Whole[]): Promise<void> => {
    const config = `creation_rules:\n  - path_regex: ^secrets/\n    age: ${folder.recipients[0]}\n`
    const { failures, withFindings, withErrors } = await fuzz(wholes, count, { config, timed })
    expect(failures.map(said)).toEqual([])
    expect(withFindings + withErrors).toBeGreaterThan(count / 4)
  }

  test.each(stores)(
    '%s: no exception, and no plaintext in what is said',
    async (store) => expectCalm(fuzzFiles(folder, store)),
    120_000,
  )

  test('.sops.yaml: no exception', async () => expectCalm(fuzzConfigs(folder.recipients)), 120_000)
})
