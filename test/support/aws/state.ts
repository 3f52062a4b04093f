import { makeAccount, makeId, makeSecret, makeToken } from './identifiers.ts'

export interface KeyState {
  readonly id: string
  readonly secret: string
  readonly user: string
  status: 'Active' | 'Inactive'
  readonly created: number
  /** Temporary keys have a token, and an end. */
  readonly token?: string
  readonly ends?: number
  lastUsed?: { readonly at: number; readonly service: string; readonly region: string }
  /** Requests that it signs fail until this many calls have come, or this moment is over. */
  readonly knownAtCall: number
  readonly knownAt: number
  readonly listedAtCall: number
}

export interface BedrockState {
  readonly id: string
  readonly user: string
  readonly created: number
  readonly expires?: number
}

/** What a key is made with; dates are ISO 8601. */
export interface KeyWish {
  readonly status?: 'Active' | 'Inactive'
  readonly created?: string
  readonly lastUsed?: { readonly at: string; readonly service: string; readonly region: string }
}

export interface KeyPair {
  readonly id: string
  readonly secret: string
  readonly token?: string
}

/** How long a new key is unknown. */
export interface Lag {
  /** To every service it signs for, counted in calls and in milliseconds. */
  readonly calls?: number
  readonly ms?: number
  /** To ListAccessKeys, counted in calls. */
  readonly listedAfterCalls?: number
}

/** The users and keys of one account. The user `<root_account>` is its root. */
export class AccountState {
  readonly account: string
  readonly users = new Set<string>()
  readonly keys: KeyState[] = []
  readonly bedrock: BedrockState[] = []
  lag: Lag = {}
  calls = 0
  readonly now: () => number

  constructor(now: () => number, account = makeAccount()) {
    this.now = now
    this.account = account
  }

  arnOf(user: string, partition = 'aws'): string {
    return `arn:${partition}:iam::${this.account}:${user === rootUser ? 'root' : `user/${user}`}`
  }

  addKey(user: string, { status = 'Active', created, lastUsed }: KeyWish = {}): KeyPair {
    this.users.add(user)
    const key: KeyState = {
      ...this.#newKey('AKIA', user),
      status,
      created: created === undefined ? this.now() : Date.parse(created),
      ...(lastUsed === undefined ? {} : { lastUsed: { ...lastUsed, at: Date.parse(lastUsed.at) } }),
    }
    this.keys.push(key)
    return { id: key.id, secret: key.secret }
  }

  /** A key of a session, which ends at a moment. */
  addSession(user: string, ends: string): KeyPair {
    this.users.add(user)
    const key = { ...this.#newKey('ASIA', user), token: makeToken(), ends: Date.parse(ends) }
    this.keys.push(key)
    return { id: key.id, secret: key.secret, token: key.token }
  }

  addBedrock(user: string, dates: { readonly created: string; readonly expires?: string }): string {
    this.users.add(user)
    const id = makeId('ACCA', this.account)
    this.bedrock.push({
      id,
      user,
      created: Date.parse(dates.created),
      ...(dates.expires === undefined ? {} : { expires: Date.parse(dates.expires) }),
    })
    return id
  }

  /** As CreateAccessKey makes one: with the lag. */
  createKey(user: string): KeyState {
    const { calls = 0, ms = 0, listedAfterCalls = 0 } = this.lag
    const key: KeyState = {
      ...this.#newKey('AKIA', user),
      knownAtCall: this.calls + calls,
      knownAt: this.now() + ms,
      listedAtCall: this.calls + listedAfterCalls,
    }
    this.keys.push(key)
    return key
  }

  removeKey(key: KeyState): void {
    this.keys.splice(this.keys.indexOf(key), 1)
  }

  longTerm(user: string): readonly KeyState[] {
    return this.keys.filter((key) => key.user === user && key.token === undefined)
  }

  #newKey(prefix: string, user: string): KeyState {
    return {
      id: makeId(prefix, this.account),
      secret: makeSecret(),
      user,
      status: 'Active',
      // IAM tells whole seconds.
      created: Math.floor(this.now() / 1000) * 1000,
      knownAtCall: 0,
      knownAt: 0,
      listedAtCall: 0,
    }
  }
}

export const rootUser = '<root_account>'
