import { basename } from 'node:path'
import { cli, place, top } from './place.mjs'

const withoutPlaces = (text) =>
  text
    .replaceAll(cli, 'dist/cli.js')
    .replaceAll(/\S*\/peers\/\S*?([^/\s]+)(?=\s|$)/g, '$1')
    .replaceAll(/\S*\/runs\/\d+\//g, '')
    .replaceAll(place, 'BENCH')
    .replaceAll(top, '.')

/** A command as it is printed: no folder of this machine, the staged files as one word. */
export const shown = ({ program, args, stdin }, staged = []) => {
  const files = new Set(staged)
  const words = [basename(program), ...args.filter((word) => !files.has(word))]
  if (args.some((word) => files.has(word))) words.push('STAGED-FILES')
  return withoutPlaces(`${words.join(' ')}${stdin === undefined ? '' : ` < ${basename(stdin)}`}`)
}
