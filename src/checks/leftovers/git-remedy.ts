/** What removes objects from a repository once nothing that is wanted leads to them. */
export const gitCommands = [
  'git reflog expire --expire=now --expire-unreachable=now --all',
  'git gc --prune=now',
] as const

/** What those cost, and what they leave. */
export const gitCost =
  'This destroys all undo history (reflogs, amended and reset commits, every stash but the newest), and unlinks objects without overwriting them'
