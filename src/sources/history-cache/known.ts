import { type ObjectList, placesWhere } from '../../git/object-list.ts'
import { finderIn, type Records } from './records.ts'

/** A list of objects, by whether an earlier run had nothing to say about them. */
export interface Known {
  /** Places of those that are to be read. */
  readonly wanted: Uint32Array
  /** What the others would count if they were read again. */
  readonly units: number
  readonly bytes: number
  readonly binary: number
}

export const knownOf = (list: ObjectList, records: Records): Known => {
  const find = finderIn(records)
  const total = { units: 0, bytes: 0, binary: 0 }
  const wanted = placesWhere(list, (index) => {
    const place = find(list.ids, index * list.width)
    if (place === -1) return true
    total.units++
    total.bytes += list.sizes[index] ?? 0
    total.binary += records.bytes[place + records.width] ?? 0
    return false
  })
  return { wanted, ...total }
}
