import { didYouMean } from './did-you-mean.ts'

/** The part of JSON Schema (draft 7) that our own files need. */
export interface Schema {
  readonly $schema?: string
  readonly $id?: string
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, Schema>>
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  /** The first one is quoted as the shape that was expected. */
  readonly examples?: readonly unknown[]
  /** The value may be a secret by mistake: it is never quoted. */
  readonly writeOnly?: boolean
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly propertyNames?: Schema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
}

type Check = (schema: Schema, data: unknown, at: string, root: Schema) => string[]

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'empty',
}

const isMapping = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)

const isOfType = (type: string, data: unknown): boolean => {
  if (type === 'integer') return Number.isInteger(data)
  if (type === 'number') return typeof data === 'number' && Number.isFinite(data)
  if (type === 'array') return Array.isArray(data)
  if (type === 'object') return isMapping(data)
  return type === 'null' ? data === null : typeof data === type
}

const named = (at: string): string => (at === '' ? 'the file' : `"${at}"`)
const under = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`)
const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' or $1')

const quoted = (schema: Schema, data: unknown): string => {
  if (schema.writeOnly === true) return 'is not right'
  if (data === null) return 'is empty'
  if (typeof data === 'object') return Array.isArray(data) ? 'is a list' : 'is a mapping'
  const text = JSON.stringify(data) ?? String(data)
  return `is ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`
}

const say = (schema: Schema, data: unknown, at: string, must: string): string =>
  `${named(at)} ${quoted(schema, data)}; it must be ${must}`

// Values of our schemas' enums are scalars.
const checkEnum: Check = (schema, data, at) => {
  if (schema.enum === undefined || schema.enum.includes(data)) return []
  const words = schema.enum.map(String)
  const near = typeof data === 'string' && schema.writeOnly !== true ? didYouMean(data, words) : ''
  return [`${say(schema, data, at, listed(words))}${near}`]
}

const checkText = (schema: Schema, data: string, at: string): string[] => {
  const length = [...data].length
  if (length < (schema.minLength ?? 0)) {
    return [
      schema.minLength === 1
        ? `${named(at)} is empty`
        : say(schema, data, at, `${schema.minLength} or more characters`),
    ]
  }
  if (length > (schema.maxLength ?? length)) return [say(schema, data, at, `at most ${schema.maxLength} characters`)]
  if (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(data)) return []
  const example = schema.examples?.[0]
  const form = example === undefined ? `of the form ${schema.pattern}` : `of the form ${JSON.stringify(example)}`
  return [say(schema, data, at, form)]
}

const checkNumber = (schema: Schema, data: number, at: string): string[] => {
  if (data < (schema.minimum ?? data)) return [say(schema, data, at, `at least ${schema.minimum}`)]
  if (data > (schema.maximum ?? data)) return [say(schema, data, at, `at most ${schema.maximum}`)]
  return []
}

const checkList = (schema: Schema, data: readonly unknown[], at: string, root: Schema): string[] => {
  const { items } = schema
  const found =
    items === undefined ? [] : data.flatMap((item, index) => checkNode(items, item, `${at}[${index}]`, root))
  if (data.length < (schema.minItems ?? 0)) found.push(`${named(at)} needs ${schema.minItems} or more entries`)
  // Only lists of scalars are declared unique in our schemas.
  if (schema.uniqueItems === true && new Set(data).size < data.length) found.push(`${named(at)} names an entry twice`)
  return found
}

const checkKey = (schema: Schema, key: string, value: unknown, at: string, root: Schema): string[] => {
  const { properties = {}, additionalProperties = true, propertyNames } = schema
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined
  const names = propertyNames === undefined ? [] : checkNode(propertyNames, key, under(at, key), root)
  if (own !== undefined) return [...names, ...checkNode(own, value, under(at, key), root)]
  if (additionalProperties === true) return names
  if (additionalProperties !== false) return [...names, ...checkNode(additionalProperties, value, under(at, key), root)]
  return [...names, `"${under(at, key)}" is not a known key${didYouMean(key, Object.keys(properties))}`]
}

const checkMapping = (schema: Schema, data: Record<string, unknown>, at: string, root: Schema): string[] => {
  const absent = (schema.required ?? []).filter((key) => !Object.hasOwn(data, key))
  const found = absent.map((key) => (at === '' ? `"${key}" is missing` : `"${at}" has no "${key}"`))
  const keys = Object.keys(data)
  if (keys.length < (schema.minProperties ?? 0)) found.push(`${named(at)} needs ${schema.minProperties} or more keys`)
  return [...found, ...keys.flatMap((key) => checkKey(schema, key, data[key], at, root))]
}

const checkAnyOf: Check = (schema, data, at, root) => {
  const branches = schema.anyOf ?? []
  const failures = branches.map((branch) => checkNode(branch, data, at, root))
  if (branches.length === 0 || failures.some((found) => found.length === 0)) return []
  const keys = branches.flatMap((branch) => branch.required ?? [])
  if (keys.length === branches.length) return [`${named(at)} needs ${listed(keys.map((key) => `"${key}"`))}`]
  return failures[0] ?? []
}

const supported: ReadonlySet<string> = new Set([
  ...['$schema', '$id', '$ref', 'definitions', 'title', 'description', 'default', 'examples', 'writeOnly'],
  ...['type', 'enum', 'anyOf', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['items', 'minItems', 'uniqueItems'],
  ...['properties', 'propertyNames', 'required', 'minProperties', 'additionalProperties'],
])

// A keyword that is not checked would be a promise of the schema that nobody keeps.
const assertSupported = (schema: Schema): void => {
  const unknown = Object.keys(schema).find((keyword) => !supported.has(keyword))
  if (unknown !== undefined) throw new Error(`the schema keyword "${unknown}" is not supported`)
}

const resolved = (schema: Schema, root: Schema): Schema => {
  if (schema.$ref === undefined) return schema
  const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')]
  if (target === undefined) throw new Error(`the schema has no ${schema.$ref}`)
  return target
}

const checkNode: Check = (given, data, at, root) => {
  const schema = resolved(given, root)
  assertSupported(schema)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isOfType(type, data))) {
    return [say(schema, data, at, listed(types.map((type) => typeNames[type] ?? type)))]
  }
  const found = [...checkEnum(schema, data, at, root), ...checkAnyOf(schema, data, at, root)]
  if (typeof data === 'string') found.push(...checkText(schema, data, at))
  if (typeof data === 'number') found.push(...checkNumber(schema, data, at))
  if (Array.isArray(data)) found.push(...checkList(schema, data, at, root))
  if (isMapping(data)) found.push(...checkMapping(schema, data, at, root))
  return found
}

/** What is wrong with `data` by `schema`, one sentence each; empty when nothing is. */
export const checkAgainstSchema = (schema: Schema, data: unknown): string[] => checkNode(schema, data, '', schema)
