/** Variables that hold something harmless again where a script stands, whatever they hold elsewhere. */
export class Reassigned {
  #scopes: Scope[] = [{ names: new Set(), fresh: true }]
  /** Given secrets by functions that have no variable of that name of their own: any call may do it. */
  readonly #shared = new Set<string>()

  has(name: string): boolean {
    if (this.#shared.has(name)) return false
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const scope = this.#scopes[at]
      if (scope?.names.has(name)) return true
      if (scope?.fresh) return false
    }
    return false
  }

  add(name: string): void {
    this.#scopes.at(-1)?.names.add(name)
  }

  delete(name: string): void {
    for (const { names } of this.#scopes) names.delete(name)
  }

  /** From here on the variable may hold a secret whenever a function was called. */
  share(name: string): void {
    this.#shared.add(name)
  }

  clear(): void {
    for (const { names } of this.#scopes) names.clear()
  }

  /** A block begins that may not run; with `fresh`, one that may run again or from elsewhere. */
  open(fresh: boolean): void {
    this.#scopes.push({ names: new Set(), fresh })
  }

  close(): void {
    if (this.#scopes.length > 1) this.#scopes.pop()
  }
}

interface Scope {
  readonly names: Set<string>
  readonly fresh: boolean
}
