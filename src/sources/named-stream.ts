import { createReadStream, type Stats } from 'node:fs'

const standardInput = /^\/dev\/(?:stdin|fd\/0)$|^\/proc\/self\/fd\/0$/
const descriptor = /^\/(?:dev|proc\/self)\/fd\/\d+$/

/** The stream behind the name of an open descriptor: standard input, or what a shell writes for `<(command)`. */
export const namedStream = (
  path: string,
  stats: Stats,
  stdin: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> | undefined => {
  if (stats.isDirectory()) return undefined
  if (standardInput.test(path)) return stdin
  const readable = descriptor.test(path) && (stats.isFIFO() || stats.isFile())
  return readable ? createReadStream(path, { highWaterMark: 1 << 20 }) : undefined
}
