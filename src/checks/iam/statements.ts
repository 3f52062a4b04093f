import { isWithin, type Placed } from './places.ts'
import type { Condition, Listed, Principal, Principals, Statement } from './policy.ts'
import { flattened, type MapValue, textAt, textsOf, type Value, valuesAt } from './value.ts'

/** Names of the same field: of the policy language, then of Terraform's `aws_iam_policy_document`. */
const names = {
  effect: ['Effect', 'effect'],
  actions: ['Action', 'actions'],
  notActions: ['NotAction', 'not_actions'],
  resources: ['Resource', 'resources'],
  notResources: ['NotResource', 'not_resources'],
  principals: ['Principal', 'principals'],
  notPrincipals: ['NotPrincipal', 'not_principals'],
  conditions: ['Condition', 'condition', 'conditions'],
} as const

/** The statement that a value is; undefined for anything else. In HCL fields may have Terraform's names. */
export const statementOf = ({ value, place, owner }: Placed, hcl: boolean): Statement | undefined => {
  if (value.kind !== 'map') return undefined
  const inDocument = isWithin(place, /^aws_iam_policy_document$/)
  const at = (name: keyof typeof names): readonly Value[] =>
    valuesAt(value, ...(hcl || inDocument ? names[name] : names[name].slice(0, 1)))
  const actions = listedAt(value, at('actions'))
  const notActions = listedAt(value, at('notActions'))
  const effect = at('effect')
  if ((actions ?? notActions) === undefined || (effect.length === 0 && !inDocument)) return undefined
  const resources = listedAt(value, at('resources'))
  const notResources = listedAt(value, at('notResources'))
  const principals = principalsOf(value, at('principals'))
  const notPrincipals = principalsOf(value, at('notPrincipals'))
  const conditions = at('conditions')
  return {
    start: value.start,
    end: value.end,
    effect: effectOf(effect),
    ...(actions && { actions }),
    ...(notActions && { notActions }),
    ...(resources && { resources }),
    ...(notResources && { notResources }),
    ...(principals && { principals }),
    ...(notPrincipals && { notPrincipals }),
    conditions: flattened(conditions).flatMap(conditionsIn),
    conditional: conditions.some((each) => each.kind !== 'map' || each.fields.length > 0),
    policy: owner,
    place,
  }
}

/** Terraform's default is Allow. */
const effectOf = (values: readonly Value[]): Statement['effect'] => {
  if (values.length === 0) return 'allow'
  const texts = textsOf(values).map(({ text }) => text)
  if (texts.includes('Allow')) return 'allow'
  return texts.includes('Deny') ? 'deny' : 'unknown'
}

/** Where the first of some values has its key, and all strings of them. */
const listedAt = (map: MapValue, values: readonly Value[]): Listed | undefined => {
  const at = map.fields.find(({ value }) => values.includes(value))?.at
  return at === undefined ? undefined : { at, texts: textsOf(values) }
}

const principalsOf = (map: MapValue, values: readonly Value[]): Principals | undefined => {
  const at = map.fields.find(({ value }) => values.includes(value))?.at
  if (at === undefined) return undefined
  const maps = flattened(values)
  const members = maps.flatMap(principalsIn)
  const federated =
    members.some(({ type }) => type === 'Federated') ||
    maps.some((each) => each.kind === 'map' && each.fields.some(({ key }) => key === 'Federated'))
  return { at, members, federated }
}

/** `"*"`, `{ "AWS": […] }`, or `{ type = "AWS", identifiers = […] }`. */
const principalsIn = (value: Value): readonly Principal[] => {
  if (value.kind === 'text') return [{ type: '*', name: value }]
  if (value.kind !== 'map') return []
  const identifiers = valuesAt(value, 'identifiers')
  if (identifiers.length > 0) {
    const [type] = textsOf(valuesAt(value, 'type'))
    const members = textsOf(identifiers).map((name) => ({ type: type?.text ?? '', name }))
    // Of a provider that another resource names, it is at least known that it is one.
    return members.length === 0 && type?.text === 'Federated'
      ? [{ type: 'Federated', name: textAt(type, '${}') }]
      : members
  }
  return value.fields.flatMap((field) => textsOf([field.value]).map((name) => ({ type: field.key, name })))
}

/** `{ "StringEquals": { "aws:SourceArn": "…" } }`, or Terraform's `{ test, variable, values }`. */
const conditionsIn = (value: Value): readonly Condition[] => {
  if (value.kind !== 'map') return []
  const [operator] = textsOf(valuesAt(value, 'test'))
  const [key] = textsOf(valuesAt(value, 'variable'))
  if (operator !== undefined && key !== undefined)
    return [{ operator: operator.text, key: key.text.toLowerCase(), values: textsOf(valuesAt(value, 'values')) }]
  return value.fields.flatMap((outer) =>
    flattened([outer.value]).flatMap((keys) =>
      keys.kind === 'map'
        ? keys.fields.map((field) => ({
            operator: outer.key,
            key: field.key.toLowerCase(),
            values: textsOf([field.value]),
          }))
        : [],
    ),
  )
}
