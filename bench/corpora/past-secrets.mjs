import { planter } from './plant.mjs'

/**
 * Secrets of a history: each enters with a version of its own file, and all but every fourth leave 200 commits later.
 * `at(number)` answers the files that commit brings for it.
 */
export const pastSecrets = async (texts, count) => {
  const { into } = await planter(20_000)
  const events = new Map()
  const planted = []
  const add = (number, file) => events.set(number, [...(events.get(number) ?? []), file])
  for (let index = 0; index < count; index++) {
    const path = `services/s${index}/settings.js`
    const text = texts[(index * 37) % texts.length]
    const number = 150 + index * 200
    const grown = into(text, path)
    planted.push(grown.planted)
    add(number - 100, { path, text })
    add(number, { path, text: grown.text })
    if (index % 4 !== 0) add(number + 200, { path, text: `${text}\n// kept elsewhere now\n` })
  }
  return { planted, at: (number) => events.get(number) ?? [] }
}
