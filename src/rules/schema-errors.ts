import schema from './rule.schema.json' with { type: 'json' }

/** The part of an ajv error that messages are made of. */
export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema?: unknown
}

/** A validation function as ajv compiles it, at run time or standalone. */
export interface SchemaValidator {
  (data: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}

const { rule } = schema.definitions
const topKeys = Object.keys(schema.properties)
const ruleKeys = Object.keys(rule.properties)
const exampleKeys = Object.keys(rule.properties.examples.properties)

/** Edits (insert, delete, replace a character) that turn one word into the other. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The known word that was probably meant, or undefined where none is near. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const ranked = known.map((each) => ({ each, edits: distance(word, each) })).sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= Math.max(2, Math.floor(word.length / 3)) ? best.each : undefined
}

const keysAt = (path: string): readonly string[] => {
  if (path === '') return topKeys
  return path.endsWith('/examples') ? exampleKeys : ruleKeys
}

const idAt = (data: unknown, index: number): string | undefined => {
  const rules: unknown = typeof data === 'object' && data !== null && 'rules' in data ? data.rules : undefined
  const rule: unknown = Array.isArray(rules) ? rules[index] : undefined
  return typeof rule === 'object' && rule !== null && 'id' in rule && typeof rule.id === 'string' ? rule.id : undefined
}

/** `"stripe-secret-key": "examples.match"` for `/rules/0/examples/match`. */
const placeOf = (path: string, data: unknown): string => {
  const [first, second, ...rest] = path.split('/').slice(1)
  if (first !== 'rules' || second === undefined) return first === undefined ? '' : `"${first}": `
  const rule = `"${idAt(data, Number(second)) ?? `rules[${second}]`}": `
  return rest.length === 0 ? rule : `${rule}"${rest.join('.')}" `
}

const sentenceOf = (error: SchemaError, data: unknown): string => {
  const place = placeOf(error.instancePath, data)
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty)
    const meant = nearest(key, keysAt(error.instancePath))
    return `${place}unknown key "${key}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`
  }
  if (error.keyword === 'required') return `${place}"${String(error.params.missingProperty)}" is missing`
  const allowed: unknown = error.params.allowedValues
  if (Array.isArray(allowed)) return `${place}must be one of ${allowed.join(', ')}`
  return `${place}${error.message ?? 'does not fit the schema'}`
}

/** Makes sentences of what a schema validator says about a rule file; none for a valid one. */
export const ruleFileValidator =
  (validate: SchemaValidator) =>
  (data: unknown): string[] => {
    if (validate(data)) return []
    return [...new Set((validate.errors ?? []).map((error) => sentenceOf(error, data)))]
  }
