import { SaxesParser } from 'saxes'

/** One element of a reply: its text, or its children. */
export interface Element {
  readonly name: string
  readonly text: string
  readonly children: readonly Element[]
}

interface Open {
  readonly name: string
  text: string
  readonly children: Element[]
}

/** Replies of the Query API are flat. */
const deepest = 32

/** Reads a reply; throws for one that is no XML, brings its own entities, or is nested without end. */
export const parseXml = (text: string): Element => {
  const open: Open[] = [{ name: '', text: '', children: [] }]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('the reply declares a document type')
  })
  parser.on('opentag', ({ name }) => {
    if (open.push({ name, text: '', children: [] }) > deepest) throw new Error('the reply is nested too deep')
  })
  const addText = (piece: string): void => {
    const last = open.at(-1)
    if (last !== undefined) last.text += piece
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed !== undefined) open.at(-1)?.children.push({ ...closed, text: closed.text.trim() })
  })
  parser.write(text).close()
  const [root] = open[0]?.children ?? []
  if (root === undefined) throw new Error('the reply is empty')
  return root
}

/** The first element at a path of names below another. */
export const elementAt = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce<Element | undefined>((at, name) => at?.children.find((child) => child.name === name), element)

/** Its text; undefined where it is missing or empty. */
export const textAt = (element: Element | undefined, ...path: readonly string[]): string | undefined =>
  elementAt(element, ...path)?.text || undefined

/** The `member` elements of a list. */
export const membersAt = (element: Element | undefined, ...path: readonly string[]): readonly Element[] =>
  (elementAt(element, ...path)?.children ?? []).filter(({ name }) => name === 'member')
