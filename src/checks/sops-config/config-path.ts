/** The one name under which SOPS looks for its configuration. */
export const isSopsConfig = (path: string): boolean => path === '.sops.yaml' || path.endsWith('/.sops.yaml')

/** A name that looks like it and is never read. */
export const isMisnamed = (path: string): boolean => /(?:^|\/)\.sops\.ya?ml$/i.test(path) && !isSopsConfig(path)
