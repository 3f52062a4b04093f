import type { Rule } from '../../model/rule.ts'

/** A file under the name of plaintext that was overwritten and never removed: no leak, and no leftover either. */
export const leftoverWiped: Rule = {
  meta: {
    id: 'leftover-wiped',
    summary: 'was overwritten and not removed',
    severity: 'low',
    why: 'GNU shred without -u overwrites a file and leaves it: the name still tells what was there, and whoever looks has to find out again that nothing is left. Nothing readable is in it.',
    remedy: 'Remove the file; there is nothing left to overwrite. Next time use `leaktight shred`, which also removes.',
    references: ['https://www.gnu.org/software/coreutils/manual/html_node/shred-invocation.html'],
  },
  needs: ['content', 'machine'],
  wholeOnly: true,
  unquoted: true,
  mayHit: (bytes) => bytes.includes(0), // as zeros and random blocks do
  async *check(document) {
    if (!document.binary) return
    const { wipedHits } = await import('./wiped-hits.ts')
    yield* wipedHits(document)
  },
}
