import { shellQuoted } from '../../formats/shell-quote.ts'
import type { Hit, Repository, Textconv, TextconvDriver } from '../../model/rule.ts'

// What the command of a driver runs, perhaps through a path or a shell.
const decrypting = [
  /(?:^|[\s/"';&|(])sops\b.*(?:\bdecrypt\b|\s-\w*d|--decrypt)/s,
  /(?:^|[\s/"';&|(])r?age\b.*(?:\s-\w*d|--decrypt)/s,
  /(?:^|[\s/"';&|(])gpg2?\b.*(?:\s-\w*d|--decrypt)/s,
  /\bansible-vault\s+view\b/,
  /sops[-_]?(?:decrypt|diff)|decrypt[-_]?sops/i,
]
const telling = /sops|age|gpg|pgp|vault|secret|crypt/i

const decrypts = ({ command = '' }: TextconvDriver): boolean => decrypting.some((pattern) => pattern.test(command))

/** Settings that have git keep decrypted text, and the text that it kept. */
export async function* cacheHits(_: Repository, { drivers, kept }: Textconv): AsyncGenerator<Hit> {
  for (const driver of drivers) if (driver.cachedBy !== undefined && decrypts(driver)) yield settingHit(driver)
  for (const name of kept) {
    const driver = drivers.find((each) => each.name === name)
    if (driver?.command !== undefined ? decrypts(driver) : telling.test(name)) yield keptHit(name)
  }
}

const settingHit = ({ name, cachedBy = 'local' }: TextconvDriver): Hit => ({
  note: `diff.${name}.cachetextconv is on (${cachedBy} configuration): git keeps what this driver decrypts in refs/notes/textconv/${name}`,
  remedy: `Run: git config ${scopeFlag(cachedBy)}--unset-all ${shellQuoted(`diff.${name}.cachetextconv`)}`,
})

const scopeFlag = (scope: string): string =>
  ['local', 'global', 'system', 'worktree'].includes(scope) ? `--${scope} ` : ''

const keptHit = (name: string): Hit => ({
  note: `refs/notes/textconv/${name} holds decrypted text, which git kept to show differences`,
  remedy: `Run: git update-ref -d ${shellQuoted(`refs/notes/textconv/${name}`)} && git gc --prune=now. If the ref was ever pushed, replace the credentials in it first.`,
})

/** Drivers that decrypt, and that a .gitattributes of the repository names. */
export async function* driverHits(repository: Repository, { drivers }: Textconv): AsyncGenerator<Hit> {
  const wanted = drivers.filter(decrypts)
  if (wanted.length === 0) return
  const attributes = (await repository.list()).filter((path) => /(?:^|\/)\.gitattributes$/.test(path))
  const named = new Set<string>()
  for (const path of attributes) for (const name of await driversIn(path, repository)) named.add(name)
  for (const { name } of wanted)
    if (named.has(name))
      yield { note: `The diff driver ${JSON.stringify(name)} decrypts files that .gitattributes gives it` }
}

const driversIn = async (path: string, { read }: Repository): Promise<readonly string[]> => {
  const text = Buffer.from((await read(path)) ?? []).toString('utf8')
  return [...text.matchAll(/^[^#\n].*?\sdiff=(\S+)/gm)].map(([, name = '']) => name)
}
