import type { Store } from '../../../src/sops/sniff.ts'

/** How many of the damaged files of one kind and store were caught. */
export interface Rate {
  readonly kind: string
  readonly store: Store
  readonly caught: number
  readonly of: number
}

const stores: readonly Store[] = ['yaml', 'json', 'dotenv', 'ini', 'binary']

/** The rates as lines for a terminal, a kind each; a store that has no such damage has a dash. */
export const tableOf = (title: string, rates: readonly Rate[]): string => {
  const kinds = [...new Set(rates.map(({ kind }) => kind))]
  const cell = (kind: string, store: Store): string => {
    const rate = rates.find((one) => one.kind === kind && one.store === store)
    return rate === undefined || rate.of === 0 ? '-' : `${rate.caught}/${rate.of}`
  }
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(34) + cells.map((text) => text.padStart(10)).join('')
  return [
    title,
    row('', stores),
    ...kinds.map((kind) =>
      row(
        kind,
        stores.map((store) => cell(kind, store)),
      ),
    ),
  ].join('\n')
}
