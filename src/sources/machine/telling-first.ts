/** The same things, those that tell before the others. */
export const tellingFirst = <T>(all: readonly T[], tells: (one: T) => boolean): readonly T[] => {
  const first: T[] = []
  const others: T[] = []
  for (const one of all) (tells(one) ? first : others).push(one)
  return first.concat(others)
}
