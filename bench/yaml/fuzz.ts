// Compares the strict reader of YAML with the package: COUNT texts of each kind, from the seed FIRST on.
import { readSimpleYaml } from '../../src/formats/simple-yaml/reader.ts'
import { encryptedFiles } from '../../test/support/sops-matrix/files.ts'
import { makeMatrixFolder } from '../../test/support/sops-matrix/folder.ts'
import { sopsPrograms } from '../../test/support/sops-matrix/program.ts'
import { type Random, randomFrom } from '../../test/support/sops-matrix/random.ts'
import { compared } from '../../test/support/yaml-texts/compared.ts'
import { disturbed, regularYaml, soup } from '../../test/support/yaml-texts/grammar.ts'

const [count = '50000', first = '1'] = process.argv.slice(2)

const ofSops = (): readonly [string, ...string[]] => {
  const folder = makeMatrixFolder(sopsPrograms()[0] ?? 'sops')
  try {
    const texts = encryptedFiles(folder, (_, name) => /ya?ml$/.test(name)).map(({ text }) => text)
    return [folder.read('.sops.yaml'), ...texts]
  } finally {
    folder.remove()
  }
}

const sops = ofSops()
console.log(
  `${sops.length} texts of sops, ${sops.filter((text) => readSimpleYaml(text) !== undefined).length} answered`,
)

const kinds: readonly (readonly [string, (random: Random) => string])[] = [
  ['regular', regularYaml],
  ['regular, damaged', (random) => disturbed(regularYaml(random), random)],
  ['lines', soup],
  ['lines, damaged', (random) => disturbed(soup(random), random)],
  ['sops, damaged', (random) => disturbed(random.pick(sops), random)],
]

for (const text of sops) if ((await compared(text)) === 'different') throw new Error('a file of sops is read otherwise')
for (const [name, make] of kinds) {
  const seen = { left: 0, same: 0, different: 0 }
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    const text = make(randomFrom(seed))
    const answer = await compared(text)
    seen[answer] += 1
    if (answer === 'different' && seen.different <= 5) console.log(`${name}, seed ${seed}: ${JSON.stringify(text)}`)
  }
  console.log(`${name}: ${seen.same} the same, ${seen.different} different, ${seen.left} left to the package`)
  if (seen.different > 0) process.exitCode = 1
}
