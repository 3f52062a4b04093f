import type { TextRange } from '../../formats/tree.ts'

/** A word of an instruction as it is written. */
export interface DockerWord extends TextRange {
  readonly text: string
}

export interface Instruction {
  /** In capitals. */
  readonly name: string
  readonly words: readonly DockerWord[]
}

/** The instructions of a Dockerfile with their words; here-documents and comments are left out. Linear. */
export function* instructionsIn(text: string): Generator<Instruction> {
  for (let at = 0; at < text.length; ) {
    const lineEnd = endOf(text, at)
    if (/^[ \t]*(?:#.*)?\r?$/.test(text.slice(at, lineEnd))) {
      at = lineEnd + 1
      continue
    }
    const { words, end } = wordsFrom(text, at)
    const [name, ...rest] = words
    if (name !== undefined) yield { name: name.text.toUpperCase(), words: rest }
    at = pastHeredocs(text, end, words)
  }
}

const endOf = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline
}

const part =
  /[ \t\r]+|\\\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*|((?:"(?:[^"\\\n]|\\[\s\S])*"|'[^'\n]*'|\\[^\r\n]|[^\s"'\\]|["'\\](?!\r?\n))+)/y

/** Words up to the end of an instruction, which a backslash carries over to the next line. */
const wordsFrom = (text: string, from: number): { words: DockerWord[]; end: number } => {
  const words: DockerWord[] = []
  part.lastIndex = from
  let end = from
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    end = part.lastIndex
    const [whole, word] = match
    if (word !== undefined) words.push({ text: whole, start: end - whole.length, end })
  }
  return { words, end: endOf(text, end) + 1 }
}

/** `RUN <<EOF` and its like: their bodies are no instructions. */
const pastHeredocs = (text: string, from: number, words: readonly DockerWord[]): number => {
  let at = from
  for (const { text: word } of words) {
    const delimiter = /^<<-?["']?(\w+)["']?$/.exec(word)?.[1]
    if (delimiter === undefined) continue
    for (let line = ''; at < text.length && line !== delimiter; ) {
      const end = endOf(text, at)
      line = text.slice(at, end).trim()
      at = end + 1
    }
  }
  return at
}
