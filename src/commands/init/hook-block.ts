/** The hooks leaktight has a command for. */
export type HookName = 'pre-commit' | 'pre-merge-commit' | 'pre-push'

export const blockBegin = '# >>> leaktight >>>'
export const blockEnd = '# <<< leaktight <<<'

// Found when the hook runs, so that a clone without node_modules, a linked worktree and a graphical client (which has
// not the PATH of a shell) all work. Whatever goes wrong ends in a status other than 0: git then stops. Nothing here
// opens a connection, and reading further certificates makes node start 40 ms later.
const check = `leaktight_check() (
  unset NODE_EXTRA_CA_CERTS
  if ! command -v node >/dev/null 2>&1; then
    for leaktight_dir in /usr/local/bin /opt/homebrew/bin "\${HOME-}/.volta/bin" "\${HOME-}/.asdf/shims" \\
      "\${HOME-}/.local/share/mise/shims" "\${HOME-}"/.nvm/versions/node/*/bin; do
      if [ -x "$leaktight_dir/node" ]; then PATH="$leaktight_dir:$PATH"; fi
    done
    export PATH
  fi
  for leaktight_top in . "$(git rev-parse --git-common-dir)/.."; do
    leaktight_bin="$leaktight_top/node_modules/.bin/leaktight"
    if [ -x "$leaktight_bin" ]; then "$leaktight_bin" "$@"; exit; fi
  done
  if command -v leaktight >/dev/null 2>&1; then leaktight "$@"; exit; fi
  if npx --no-install leaktight --version >/dev/null 2>&1; then npx --no-install leaktight "$@"; exit; fi
  echo 'leaktight was not found, so nothing was checked. Run "npm install", or put leaktight on PATH.' >&2
  exit 2
)`

// The ref lines on standard input are handed on: what follows in the hook (git lfs, for one) reads them too.
const push = `leaktight_refs=$(cat; echo .)
leaktight_refs=\${leaktight_refs%.}
printf %s "$leaktight_refs" | leaktight_check push "$@" || exit $?
if [ -n "$leaktight_refs" ]; then exec <<LEAKTIGHT_REFS
\${leaktight_refs%?}
LEAKTIGHT_REFS
fi`

const staged = 'leaktight_check staged || exit $?'

const calls: Readonly<Record<HookName, string>> = {
  'pre-commit': staged,
  // A merge without conflicts commits itself, and git runs this hook in the place of pre-commit (githooks(5)).
  'pre-merge-commit': staged,
  'pre-push': push,
}

export const hookNames: readonly HookName[] = ['pre-commit', 'pre-merge-commit', 'pre-push']

/** What `leaktight init` puts into a hook. */
export const hookBlock = (hook: HookName): string =>
  `${blockBegin} written by "leaktight init"; to uninstall, delete down to the closing mark
${check}
${calls[hook]}
${blockEnd}
`
