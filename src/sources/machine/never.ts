const decrypted = /^\/run\/(?:secrets(?:\.d|-for-users)?|agenix(?:\.d)?)(?:\/|$)/

/** Where sops-nix and agenix put what a running system needs; never listed and never opened. */
export const isRuntimeSecret = (path: string): boolean => decrypted.test(path)
