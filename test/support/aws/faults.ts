/** What goes wrong with one call. */
export interface Fault {
  /** Which call, from 1; of the action where one is named. */
  readonly at: number
  readonly action?: string
  /** Whether the call has taken effect by then. */
  readonly when: 'before' | 'after'
  /** `cut` closes the connection, `half` in the middle of the reply, `hang` never answers; the others answer so. */
  readonly how: keyof typeof replies | 'cut' | 'half' | 'hang'
}

interface FaultyReply {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const refusal = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0-0</RequestId></ErrorResponse>`

/** Replies that are not the one asked for. */
export const replies = {
  throttle: { status: 400, body: refusal('Throttling', 'Rate exceeded') },
  'limit-503': { status: 503, body: refusal('RequestLimitExceeded', 'Request limit exceeded') },
  'too-many-429': { status: 429, body: refusal('TooManyRequestsException', 'Rate exceeded') },
  'failure-500': { status: 500, body: refusal('ServiceFailure', 'An unknown error') },
  'gateway-502': { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  page: { status: 200, body: '<!doctype html>\n<html><body>Please log in</body></html>' },
  redirect: { status: 302, body: '', headers: { location: 'https://elsewhere.example/' } },
  empty: { status: 200, body: '' },
  entities: {
    status: 200,
    body: '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><GetCallerIdentityResponse>&c;</GetCallerIdentityResponse>',
  },
  deep: { status: 200, body: '<a>'.repeat(50_000) },
  huge: { status: 200, body: `<a>${' '.repeat(17 * 1024 * 1024)}</a>` },
} as const satisfies Readonly<Record<string, FaultyReply>>

/** The fault of this call, of those planned. */
export const faultOf = (
  faults: readonly Fault[],
  action: string,
  call: number,
  callOfAction: number,
): Fault | undefined =>
  faults.find((fault) =>
    fault.action === undefined ? fault.at === call : fault.action === action && fault.at === callOfAction,
  )
