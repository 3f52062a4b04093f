const decrypted =
  /^\/run\/(?:secrets(?:\.d|-for-users)?|agenix(?:\.d)?|user\/\d+\/(?:secrets\.d|agenix(?:\.d)?))(?:\/|$)/

/** Where sops-nix and agenix put what a running system, or with home-manager a session, needs; never listed and never opened. */
export const isRuntimeSecret = (path: string): boolean => decrypted.test(path)
