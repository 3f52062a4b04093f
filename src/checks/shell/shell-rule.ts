import type { Context, Document, Hit, Rule, RuleMeta } from '../../model/rule.ts'
import { mayBeScript } from './may-be-script.ts'

let latest: { readonly path: string; readonly may: boolean } | undefined

/** Asked by every rule in turn. */
const mayHoldShell = (path: string): boolean => {
  if (latest?.path !== path) latest = { path, may: mayBeScript(path) }
  return latest.may
}

/**
 * A rule about the text of scripts; its body is loaded with that of all others, where one of its words stands. The engine
 * does not look for the words: they stand in most files, and few of those may be scripts.
 */
export const shellRule = (meta: RuleMeta, words: readonly string[], further: Partial<Rule> = {}): Rule => {
  const expression = new RegExp(words.map((word) => word.replace(/[^\w\s]/g, '\\$&')).join('|'), 'i')
  return {
    meta,
    needs: ['content', 'path'],
    paths: mayHoldShell,
    textOnly: true,
    wholeOnly: true,
    ...further,
    check: (document, context) => (expression.test(uncut(document.text)) ? shellHits(meta, document, context) : []),
  }
}

/** A word may go on in the next line. */
const uncut = (text: string): string => (/\\\r?\n/.test(text) ? text.replace(/\\\r?\n[ \t]*/g, '') : text)

async function* shellHits(meta: RuleMeta, document: Document, { repository }: Context): AsyncGenerator<Hit> {
  const [{ foundIn }, { loweredIn }] = await Promise.all([import('./run.ts'), import('./severity.ts')])
  for (const { hit, host, target } of (await foundIn(document)).get(meta.id) ?? []) {
    // What git leaves alone is still on the disk, and in no commit.
    const ignored = target !== undefined && isInside(target) && (await repository?.ignores?.(target)) === true
    yield loweredIn(host, ignored ? { ...hit, severity: 'low' } : hit)
  }
}

/** A path below the folder that scripts of a repository are started in, without variables. */
const isInside = (path: string): boolean => /^(?!\/|~|-)[^$*?\0]+$/.test(path) && !path.split('/').includes('..')

/** Words one of which stands wherever a script handles a secret. */
export const secretWords: readonly string[] = [
  ...['token', 'secret', 'pass', 'key', 'credential', 'bearer', 'pwd'],
  ...['sops', 'age -d', 'get-', 'vault', 'op read', 'bw get', 'read -'],
]
