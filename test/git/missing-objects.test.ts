import { expect, it } from 'vitest'
import { MissingObjectsError, missingIn } from '../../src/git/missing-objects.ts'

it('objects that git marks are missing, and no others', () => {
  const [here, gone] = ['a'.repeat(40), 'b'.repeat(40)]
  expect(missingIn([here, `?${gone}`, ''])).toEqual([gone])
})

it('the message counts them and says what to do', () => {
  expect(new MissingObjectsError(['a', 'b']).message).toMatch(/^2 objects are missing \(a, ….*git fetch --refetch/)
  expect(new MissingObjectsError(['a']).message).toMatch(/^1 object is missing \(a;/)
})
