import type { TextRange } from '../../formats/tree.ts'
import type { Severity } from '../../model/rule.ts'
import type { Pipeline } from './commands.ts'

/** A script read part by part, each time anew. */
export type Script = () => Iterable<readonly Pipeline[]>

/** What a piece of shell stands in; `ci` is any other than GitHub's and GitLab's. */
export type Host = 'file' | 'make' | 'just' | 'dockerfile' | 'github' | 'gitlab' | 'ci' | 'npm' | 'markdown' | 'nix'

/** Whose rules of expansion, traps and builtins hold; `unknown` where nothing names it. */
export type Shell = 'sh' | 'bash' | 'zsh' | 'ksh' | 'fish' | 'unknown'

/** One piece of shell in a file. All offsets are those of the file's text. */
export interface ScriptText {
  readonly script: Script
  readonly host: Host
  readonly shell: Shell
  /**
   * As long as the file's text, so that offsets stay, with what is no shell blanked. Other pieces may stand in it:
   * this one stands in {@link ranges}. Where the file's escapes make two characters of the shell's one, the rest is
   * {@link filler}; what the file fills in before a shell reads it stands as `${{ … }}`, as in a workflow.
   */
  readonly text: string
  /** Where the piece stands in `text`, in the order in which it runs; each is read on its own. */
  readonly ranges: readonly TextRange[]
  /** What findings in it weigh at most: an example in a text is not run by anybody's machine alone. */
  readonly atMost?: Severity
}

/** Stands for no character at all, as in a script: shells drop it. */
export const filler = '\0'
