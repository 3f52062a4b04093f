import type { MapNode, TextRange, TreeNode } from '../formats/tree.ts'
import { parseYaml } from '../formats/yaml.ts'
import { CannotCheckError } from '../model/errors.ts'
import { isNull, mapAt, resolved } from './config-tree.ts'
import { type ConfiguredGroup, flatGroup, keyGroups } from './configured-keys.ts'
import { type Selectors, selectorsOf } from './metadata.ts'
import { valueAt } from './tree-values.ts'

/** One creation rule as written. Unknown keys are tolerated, as SOPS does. */
export interface CreationRule extends TextRange {
  /** Empty where it is missing: such a rule matches every file. */
  readonly pathRegex: string
  readonly selectors: Selectors
  /** Whom SOPS encrypts to: `key_groups` where there are any, else one group of the flat fields. */
  readonly groups: readonly ConfiguredGroup[]
  /** What the flat fields name, which SOPS ignores where there are `key_groups`. */
  readonly flat: ConfiguredGroup
  readonly hasKeyGroups: boolean
  readonly shamirThreshold?: number
  readonly macOnlyEncrypted: boolean
  /** With what a merge key brings in. */
  readonly map: MapNode
  /** Where a field's value stands in the text; the whole rule where it has no such field. */
  rangeOf(field: string): TextRange
}

/** Where `sops publish` sends a file. */
export interface DestinationRule extends TextRange {
  readonly pathRegex: string
  /** What the file is encrypted with on its way. */
  readonly recreation?: CreationRule
  readonly map: MapNode
  rangeOf(field: string): TextRange
}

/** A `.sops.yaml` as a whole. */
export interface SopsConfig {
  /** Absent for an empty file. */
  readonly root?: MapNode
  readonly creationRules: readonly CreationRule[]
  readonly destinationRules: readonly DestinationRule[]
}

/** Of the document at hand. */
let latest: { configPath: string; text: string; config: Promise<SopsConfig> } | undefined

/**
 * Reads a `.sops.yaml`. Throws CannotCheckError where SOPS could not load it either. The latest answer is kept, because
 * several rules ask about one document in a row.
 */
export const parseSopsConfig = (configPath: string, text: string): Promise<SopsConfig> => {
  if (latest?.configPath !== configPath || latest.text !== text)
    latest = { configPath, text, config: readSopsConfig(configPath, text) }
  return latest.config
}

/** The same anew: what is remembered of a rule of one state of the repository must not hold for another. */
export const readSopsConfig = async (configPath: string, text: string): Promise<SopsConfig> => {
  const tree = await parseYaml(text)
  const [problem] = tree.problems
  if (problem !== undefined) throw new CannotCheckError(`${configPath}: cannot be read as YAML: ${problem.message}`)
  const [document] = tree.documents
  if (document === undefined || isNull(document)) return { creationRules: [], destinationRules: [] }
  const root = mapAt(document)
  if (root === undefined) throw new CannotCheckError(noMapping(configPath))
  return {
    root,
    creationRules: listAt(configPath, root, 'creation_rules').map((item, index) =>
      creationRule(mapOf(item, `${configPath}: creation rule ${index + 1}`)),
    ),
    destinationRules: listAt(configPath, root, 'destination_rules').map((item, index) =>
      destinationRule(mapOf(item, `${configPath}: destination rule ${index + 1}`)),
    ),
  }
}

const noMapping = (configPath: string): string =>
  `${configPath}: is no mapping with "creation_rules"; a symbolic link is followed only to a file of the repository`

const listAt = (configPath: string, root: MapNode, key: string): readonly TreeNode[] => {
  const list = valueAt(root, key)
  if (list === undefined || isNull(list)) return []
  if (list.kind !== 'list') throw new CannotCheckError(`${configPath}: "${key}" must be a list`)
  return list.items
}

const mapOf = (item: TreeNode, name: string): MapNode => {
  const map = mapAt(item)
  if (map === undefined) throw new CannotCheckError(`${name} must be a map`)
  return map
}

const creationRule = (map: MapNode): CreationRule => {
  const grouped = keyGroups(map)
  const flat = flatGroup(map)
  const threshold = scalarAt(map, 'shamir_threshold')
  return {
    start: map.start,
    end: map.end,
    pathRegex: stringAt(map, 'path_regex'),
    selectors: selectorsOf(map),
    groups: grouped.length > 0 ? grouped : [flat],
    flat,
    hasKeyGroups: grouped.length > 0,
    ...(typeof threshold === 'number' ? { shamirThreshold: threshold } : {}),
    macOnlyEncrypted: scalarAt(map, 'mac_only_encrypted') === true,
    map,
    rangeOf: (field) => rangeIn(map, field),
  }
}

const destinationRule = (map: MapNode): DestinationRule => {
  const recreation = mapAt(valueAt(map, 'recreation_rule'))
  return {
    start: map.start,
    end: map.end,
    pathRegex: stringAt(map, 'path_regex'),
    ...(recreation === undefined ? {} : { recreation: creationRule(recreation) }),
    map,
    rangeOf: (field) => rangeIn(map, field),
  }
}

const rangeIn = (map: MapNode, field: string): TextRange => valueAt(map, field) ?? map

const scalarAt = (map: MapNode, field: string): unknown => {
  const node = valueAt(map, field)
  const value = node === undefined ? undefined : resolved(node)
  return value?.kind === 'scalar' ? value.value : undefined
}

/** SOPS takes a number for the text it is written as. */
const stringAt = (map: MapNode, field: string): string => String(scalarAt(map, field) ?? '')
