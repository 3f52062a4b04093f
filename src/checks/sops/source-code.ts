const suffix =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kt|scala|cs|c|h|cc|cpp|hpp|swift|php|lua|sh|sql|css|scss|html?|svg|png|jpe?g|gif|webp|woff2?|lock)$/i

/** By its name a file that nobody encrypts unless a creation rule names it. */
export const isSourceCode = (path: string): boolean => suffix.test(path)

/** Scripts and modules that lie beside secrets and handle them. */
export const isHelper = (path: string): boolean =>
  isSourceCode(path) ||
  /(?:\.(?:nix|tf|bash|zsh|fish|ps1)|(?:^|\/)(?:[Mm]akefile|[Jj]ustfile|README|LICENSE|CODEOWNERS|kustomization\.ya?ml))$/.test(
    path,
  )
