import type { Entry, TreeNode } from '../../../formats/tree.ts'
import { otherCi } from '../may-be-script.ts'
import type { Shell } from '../script-text.ts'
import { inserted } from './insertion.ts'
import type { Piece } from './piece.ts'
import { shellNamed } from './shell-name.ts'
import { distinct, documentsOf } from './yaml-file.ts'
import { resolved, runsOf, textAt } from './yaml-script.ts'

/** The keys whose values are shell, wherever they stand. */
const keysOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['circleci', new Set(['run', 'command'])],
  ['azure', new Set(['script', 'bash'])],
  ['drone', new Set(['commands'])],
  ['bitbucket', new Set(['script', 'after-script'])],
  [
    'travis',
    new Set([
      ...['before_install', 'install', 'before_script', 'script', 'after_success', 'after_failure', 'after_script'],
      ...['before_deploy', 'after_deploy'],
    ]),
  ],
  ['buildkite', new Set(['command', 'commands'])],
  ['task', new Set(['cmds', 'cmd', 'sh'])],
])

/** What the steps of CircleCI, Azure, Drone, Woodpecker, Bitbucket, Travis, Buildkite and Task run. */
export const piecesInCi = async (path: string, text: string): Promise<readonly Piece[]> => {
  const service = otherCi.find(([, pattern]) => pattern.test(path))?.[0] ?? ''
  const keys = keysOf.get(service) ?? new Set()
  if (![...keys].some((key) => text.includes(key))) return []
  const pieces = (await documentsOf(path, text)).flatMap((root) => piecesUnder(text, root, keys))
  return distinct(service === 'circleci' ? pieces.map(withParameters) : pieces)
}

const piecesUnder = (text: string, root: TreeNode, keys: ReadonlySet<string>): readonly Piece[] => {
  const pieces: Piece[] = []
  const waiting: TreeNode[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'list') for (const item of node.items) waiting.push(item)
    if (node.kind !== 'map' || isOtherTask(node)) continue
    for (const { value } of node.entries) waiting.push(value)
    const shell = shellOf(node)
    if (shell !== undefined)
      for (const entry of node.entries) if (keys.has(entry.key)) pieces.push({ shell, runs: runsIn(text, entry) })
  }
  return pieces.reverse()
}

/** A task of Azure whose script is PowerShell or Python. */
const isOtherTask = (map: TreeNode): boolean => /^(?!Bash|AzureCLI|CmdLine|SSH)\w+@\d/.test(textAt(map, 'task'))

const runsIn = (text: string, { value }: Entry) => (resolved(value)?.kind === 'map' ? [] : runsOf(text, value))

/** Of the map around a command; undefined for PowerShell and Python. */
const shellOf = (map: TreeNode): Shell | undefined => {
  const name = textAt(map, 'shell')
  if (name === '') return /^(?:power|python|batch)/i.test(textAt(map, 'scriptType')) ? undefined : 'unknown'
  return shellNamed(name.trim().split(/\s/)[0] ?? '')
}

/** `<< parameters.x >>` of CircleCI is no heredoc; one is written `\<<`. */
const withParameters = (piece: Piece): Piece => ({
  ...piece,
  runs: piece.runs.map(({ start, text }) => ({
    start,
    text: text
      .replace(/(?<!\\)<<[ ]{0,9}([\w.-]{1,200})[ ]{0,9}>>/g, (found, name: string) => inserted(found, name))
      .replaceAll('\\<<', '\0<<'),
  })),
})
