import { expect, it } from 'vitest'
import { parseChangedFiles } from '../../src/git/changed-on-disk.ts'
import { parseIgnored } from '../../src/git/ignored.ts'

const oid = 'a'.repeat(40)
const none = '0'.repeat(40)

it('reads what git diff-files prints: regular files that have one version in the index', () => {
  const output = [
    [`:100644 100644 ${oid} ${none} M`, 'changed.yaml'],
    [`:100755 000000 ${oid} ${none} D`, 'deleted.sh'],
    [`:120000 120000 ${oid} ${none} M`, 'link'],
    [`:160000 160000 ${oid} ${none} M`, 'module'],
    [`:000000 000000 ${none} ${none} U`, 'conflict.yaml'],
  ]
    .flat()
    .map((record) => `${record}\0`)
    .join('')
  expect(parseChangedFiles(Buffer.from(output)).map(({ path, oid }) => [path.toString(), oid])).toEqual([
    ['changed.yaml', oid],
    ['deleted.sh', oid],
  ])
})

it('reads what git check-ignore prints', () => {
  expect(parseIgnored(Buffer.from('a b\0c\nd\0'))).toEqual(['a b', 'c\nd'])
  expect(parseIgnored(Buffer.alloc(0))).toEqual([])
})
