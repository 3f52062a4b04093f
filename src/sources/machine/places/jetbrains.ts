import { lstatSync, readdirSync } from 'node:fs'
import type { Person } from '../place.ts'

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return [] // no such editor
  }
}

const historyIn = (folder: string): string[] =>
  namesIn(folder)
    .map((product) => `${folder}/${product}/LocalHistory`)
    .filter((history) => lstatSync(history, { throwIfNoEntry: false })?.isDirectory() === true)

/** The local history of JetBrains' editors cannot be read by others; one sentence where there is one. */
export const jetbrainsAdvice = ({ home, env }: Person): string[] => {
  const folders = [`${env.XDG_CACHE_HOME || `${home}/.cache`}/JetBrains`, `${home}/Library/Caches/JetBrains`]
  const [first] = folders.flatMap(historyIn)
  if (first === undefined) return []
  return [
    `${first}: what was edited with JetBrains is kept there and cannot be searched; if secrets were, use File | Invalidate Caches with "Clear VCS Log caches and Local History"`,
  ]
}
