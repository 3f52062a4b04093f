import { expect, it } from 'vitest'
import { shellQuoted } from '../../src/formats/shell-quote.ts'
import { wrapped } from '../../src/reporters/wrap.ts'

it('breaks prose at spaces, and keeps the blanks between', () => {
  expect(wrapped("one two  three the editor's own", 9)).toEqual(['one two ', 'three the', "editor's", 'own'])
  expect(wrapped('', 9)).toEqual([''])
  expect(wrapped('a b ', 9)).toEqual(['a b '])
})

it.each(['/trash/files/aws old.yaml', "/tmp/it's two words.yaml", '/tmp/new\nline and blank.yaml', '/tmp/plain.yaml'])(
  'never breaks a command that shreds %j, which is to be copied',
  (path) => {
    const command = `leaktight shred ${shellQuoted(path)}`
    expect(wrapped(`Close the tab, then ${command} where it still stands`, 24)).toContain(command)
  },
)

it('keeps every file of one command on its line', () => {
  const command = "leaktight shred '/trash/files/a b' '/trash/info/a b.trashinfo'"
  expect(wrapped(command, 20)).toEqual([command])
})

it.each([
  'git reflog expire --expire=now --expire-unreachable=now --all && git gc --prune=now',
  "git for-each-ref --format='delete %(refname)' refs/notes/textconv | git update-ref --stdin && git gc --prune=now",
  "git stash drop 'stash@{N}' && git reflog expire --all",
  'git update-ref -d ORIG_HEAD',
  "rm -- '/tmp/a b'",
  'chmod 600 /home/alice/.aws/credentials',
  "leaktight run -- sh -c 'a \"$1\" && b' - FIRST,LASTd '/home/a b/.bash_history'",
])('never breaks %s', (command) => {
  const lines = wrapped(`First of all ${command} (and so on and so forth)`, 24)
  expect(lines.filter((line) => line.startsWith(command))).toHaveLength(1)
})

it('takes quotes without an end as prose', () => {
  expect(wrapped("'twas one two", 6)).toEqual(["'twas", 'one', 'two'])
})

it('stays quick on a long line of quotes', () => {
  const started = performance.now()
  wrapped(" 'a".repeat(200_000), 80)
  expect(performance.now() - started).toBeLessThan(1500)
})
