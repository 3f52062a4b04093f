import { expect, it } from 'vitest'
import type { Unit } from '../../../src/model/unit.ts'
import { Gathered } from '../../../src/sources/machine/gathered.ts'

it('holds more than was expected, and nothing of what was not added', async () => {
  const contents = ['a', 'bb'.repeat(50), '', 'ccc'.repeat(500)]
  const gathered = new Gathered<{ readonly path: string }>(1)
  for (const [index, content] of contents.entries()) {
    gathered.room(700).fill('x') // a file that vanished while it was read
    gathered.room(content.length + 9).write(content) // one that got shorter
    gathered.add({ path: `${index}` }, content.length)
  }
  const seen: string[] = []
  const batch = gathered.batch(({ path }, content): Unit => {
    seen.push(content.toString())
    return { path, origin: { from: 'machine' }, size: content.length, bytes: () => content, async *chunks() {} }
  })
  expect(batch.spans.map((_, index) => batch.unit(index).path)).toEqual(['0', '1', '2', '3'])
  expect(seen).toEqual(contents)
  expect(batch.spans.map(({ start, size }) => batch.buffer[start + size])).toEqual([10, 10, 10, 10])
})
