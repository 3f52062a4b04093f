import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { kept } from './kept.mjs'
import { planter } from './plant.mjs'
import { cleanSourceFiles, smallerTreeCorpus } from './tree.mjs'

const secrets = 10

// One pass over the sources after the other, a numbered line between two files so that no stretch repeats the one before.
function* stretches(sources) {
  for (let number = 0; ; number++) {
    const source = sources[number % sources.length]
    yield Buffer.from(`// ---- stretch ${number}, pass ${Math.floor(number / sources.length)}\n${source}\n`)
  }
}

const countLines = (bytes) => {
  let lines = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++
  return lines
}

const plainSources = async () => {
  const tree = await smallerTreeCorpus()
  return cleanSourceFiles(tree).map(({ path }) => readFileSync(join(tree.root, path), 'utf8'))
}

const make = (size) => async (root) => {
  const sources = await plainSources()
  const { next } = await planter(9000)
  const queue = Array.from({ length: secrets }, next)
  const ending = Buffer.from(`\n${queue.at(-1).text}\n`)
  const file = openSync(join(root, 'text.txt'), 'w')
  const planted = []
  let written = 0
  let line = 1
  const put = (bytes) => {
    writeSync(file, bytes)
    written += bytes.length
    line += countLines(bytes)
  }
  const plant = ({ shape, text, height }, bytes) => {
    planted.push({ path: 'text.txt', shape, text, line: bytes === ending ? line + 1 : line, height })
    put(bytes)
  }
  for (const bytes of stretches(sources)) {
    if (planted.length < secrets - 1 && written > (size / secrets) * (planted.length + 0.5)) {
      const one = queue[planted.length]
      plant(one, Buffer.from(`${one.text}\n`))
    }
    const room = size - ending.length - written
    if (bytes.length >= room) {
      put(bytes.subarray(0, room))
      break
    }
    put(bytes)
  }
  plant(queue.at(-1), ending)
  closeSync(file)
  return { planted, bytes: written, files: 1 }
}

/** One text file of exactly `mebibytes`, with ten planted secrets, the last of them at the very end. */
export const bigFileCorpus = async (mebibytes) => {
  const made = await kept(`file-${mebibytes}-mib`, 3, make(mebibytes * 1024 * 1024))
  return { ...made, path: join(made.root, 'text.txt') }
}
