import { expect, it } from 'vitest'
import { parseUnreachable } from '../../src/git/unreached.ts'

const [blob, commit] = ['a'.repeat(40), 'b'.repeat(64)]

it('the output of git fsck gives the blobs, and whether something is missing', () => {
  const output = `unreachable commit ${commit}\nunreachable blob ${blob}\nunreachable blob ${commit}\n`
  expect(parseUnreachable(output)).toEqual({ blobs: [blob, commit], damaged: false })
  expect(parseUnreachable(`${output}missing blob ${blob}\n`).damaged).toBe(true)
  expect(parseUnreachable(`broken link from tree ${blob}\n to blob ${blob}\n`)).toEqual({ blobs: [], damaged: true })
  expect(parseUnreachable('')).toEqual({ blobs: [], damaged: false })
})
