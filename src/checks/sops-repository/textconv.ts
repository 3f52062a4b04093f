import type { Hit, Repository, Rule, RuleMeta, Textconv } from '../../model/rule.ts'
import { gitSettingsPath } from '../../model/unit.ts'

type Judge = (repository: Repository, textconv: Textconv) => AsyncGenerator<Hit>

const settingsRule = (meta: RuleMeta, judge: () => Promise<Judge>): Rule => ({
  meta,
  needs: ['content', 'path', 'repository'],
  paths: (path) => path === gitSettingsPath,
  async *check(_, { repository }) {
    if (repository?.textconv !== undefined) yield* (await judge())(repository, await repository.textconv())
  },
})

/** Git keeps what a diff driver decrypts. */
export const textconvCache: Rule = settingsRule(
  {
    id: 'sops-textconv-cache',
    summary: 'Git keeps decrypted text in its object store',
    severity: 'high',
    why: 'With cachetextconv git writes the text that a diff driver made into refs/notes/textconv/, as blobs that stay after the file is gone, travel with a copy of the folder, and are pushed where all refs are.',
    remedy:
      'Turn the setting off (git config --unset-all diff.NAME.cachetextconv), delete the ref (git update-ref -d refs/notes/textconv/NAME) and its objects (git gc --prune=now). If it was ever pushed, replace the credentials in it first.',
    references: ['https://git-scm.com/docs/gitattributes#_performing_text_diffs_of_binary_files'],
  },
  async () => (await import('./textconv-hits.ts')).cacheHits,
)

/** A diff driver decrypts what git shows. */
export const textconv: Rule = {
  ...settingsRule(
    {
      id: 'sops-textconv',
      summary: 'Git decrypts encrypted files to show their differences',
      severity: 'low',
      why: 'git diff, git log --patch and git show then print credentials: on the terminal, into pagers and their history, into the logs of a build.',
      remedy:
        'Keep the driver out of builds and shared machines. Where plaintext must not be printed, use git diff --no-textconv.',
      references: ['https://getsops.io/docs/#showing-diffs-in-cleartext-in-git'],
    },
    async () => (await import('./textconv-hits.ts')).driverHits,
  ),
  advisory: true,
}
