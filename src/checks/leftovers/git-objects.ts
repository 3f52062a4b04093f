import type { Finding } from '../../model/finding.ts'
import { gitCommands, gitCost } from './git-remedy.ts'

/** What still leads to an object that no branch leads to. */
export type ObjectReach = 'unreachable' | 'reflog' | 'stash' | 'orig-head' | 'textconv'

const words: Readonly<Record<ObjectReach, string>> = {
  unreachable: 'nothing leads to this blob, and git keeps it for two weeks or longer',
  reflog: 'only the reflog leads to this blob (a commit that was amended, reset or rebased)',
  stash: 'the stash leads to this blob',
  'orig-head': 'only ORIG_HEAD and the reflog lead to this blob',
  textconv: 'git kept it as decrypted text in refs/notes/textconv',
}

const first: Readonly<Record<ObjectReach, string>> = {
  unreachable: '',
  reflog: '',
  stash: "git stash drop 'stash@{N}' && ",
  'orig-head': 'git update-ref -d ORIG_HEAD && ',
  textconv: "git for-each-ref --format='delete %(refname)' refs/notes/textconv | git update-ref --stdin && ",
}

const stashNote = 'N stands for each entry that holds it, see git stash list. '

/** Begins with the command, and nothing sticks to that. */
const remedyFor = (reach: ObjectReach): string =>
  `${first[reach]}${gitCommands.join(' && ')} (${reach === 'stash' ? stashNote : ''}${gitCost}). Then rotate the credential`

/** A finding in an object of git, with what still leads to it and the commands that remove it. */
export const inGitObject = (finding: Finding, reach: ObjectReach): Finding => ({
  ...finding,
  message: `${finding.message}; ${words[reach]}`,
  remedy: remedyFor(reach),
  details: { ...finding.details, reach },
})
