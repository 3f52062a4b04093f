import { measure, type Row } from '../../test/shred/erasure/measure.ts'
import { scenes } from '../../test/shred/erasure/scenes.ts'
import { obstacleFor } from '../../test/shred/erasure/tools.ts'

const cells = ({ name, before, after, status }: Row): string =>
  `| ${name} | ${before ?? 'memory'} | ${after ?? 'memory'} | \`${status}\` |`

const skipped: string[] = []
console.log('| file | copies before | after | reported |\n|---|---|---|---|')
for (const scene of scenes) {
  const obstacle =
    (await obstacleFor(scene.type)) ?? (scene.also === undefined ? undefined : await obstacleFor(scene.also))
  if (obstacle === undefined) console.log(cells(await measure(scene)))
  else skipped.push(`${scene.name}: ${obstacle}`)
}
for (const line of skipped) console.error(`not measured: ${line}`)
