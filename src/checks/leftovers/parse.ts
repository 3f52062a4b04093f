import { parseDotenv } from '../../formats/dotenv.ts'
import { parseIni } from '../../formats/ini.ts'
import { parseJson } from '../../formats/json.ts'
import { type LeafAt, leavesOf } from '../../formats/key-tree.ts'
import type { Tree } from '../../formats/tree.ts'
import { parseYaml } from '../../formats/yaml.ts'

type Format = 'yaml' | 'json' | 'dotenv' | 'ini'

// Anywhere in the name, because backups append to it.
const byName: readonly (readonly [RegExp, Format])[] = [
  [/\.ya?ml\b/i, 'yaml'],
  [/\.json\b/i, 'json'],
  [/(?:^|\.)env(?:rc)?\b/i, 'dotenv'],
  [/\.(?:ini|cfg|conf|cnf|properties|toml|tfvars)\b|^(?:aws-?)?credentials/i, 'ini'],
  [/\.csv\b/i, 'ini'],
]

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const formatOf = (path: string, text: string): Format => {
  const name = baseName(path)
  const format = byName.find(([pattern]) => pattern.test(name))?.[1] ?? 'yaml'
  return format === 'yaml' && /^\s*[{[]/.test(text) ? 'json' : format
}

const parsers: Readonly<Record<Format, (text: string) => Tree | Promise<Tree>>> = {
  yaml: parseYaml,
  json: parseJson,
  dotenv: parseDotenv,
  ini: parseIni,
}

const leavesAs = async (format: Format, text: string): Promise<readonly LeafAt[]> => {
  const tree = await parsers[format](text)
  return tree.documents.flatMap((document) => [...leavesOf(document)]).filter((leaf) => !isMetadata(leaf))
}

/** Every value under a key, without the metadata of SOPS, by what the file is called and begins with. */
export const leavesOfFile = (path: string, text: string): Promise<readonly LeafAt[]> =>
  leavesAs(formatOf(path, text), text)

const withoutSection = ({ path, node }: LeafAt): LeafAt => ({ path: path.slice(-1), node })

/** The ways to read a file's keys: those of INI stand in sections that an encrypted YAML file need not have. */
export const readingsOfFile = async (path: string, text: string): Promise<readonly (readonly LeafAt[])[]> => {
  const format = formatOf(path, text)
  const leaves = await leavesAs(format, text)
  const isFlat = format !== 'ini' || leaves.every((leaf) => leaf.path.length < 2)
  return isFlat ? [leaves] : [leaves, leaves.map(withoutSection)]
}

/** `sops` is a block in YAML and JSON, a section in INI, a prefix in dotenv files. */
const isMetadata = ({ path: [first] }: LeafAt): boolean =>
  first === undefined || first === 'sops' || first.startsWith('sops_')
