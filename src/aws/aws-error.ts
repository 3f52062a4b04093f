import { CannotCheckError } from '../model/errors.ts'

interface Failure {
  /** As AWS names it, such as `AccessDenied`; of a failed connection the code of the system. */
  readonly code: string
  /** Of HTTP; 0 where no reply came. */
  readonly status: number
  readonly requestId?: string
  readonly mayHaveHappened: boolean
}

/** A request that AWS refused or never answered. Its message holds nothing that was sent. */
export class AwsError extends CannotCheckError {
  override name = 'AwsError'
  readonly code: string
  readonly status: number
  readonly requestId: string | undefined
  /** The request may have taken effect although it failed: its reply was lost. */
  readonly mayHaveHappened: boolean

  constructor(message: string, { code, status, requestId, mayHaveHappened }: Failure, cause?: unknown) {
    super(message, cause)
    this.code = code
    this.status = status
    this.requestId = requestId
    this.mayHaveHappened = mayHaveHappened
  }
}
