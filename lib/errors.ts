/** The closed set of error codes; every boundary maps them with the one table below. */
export type ErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'invalid_input'
  | 'conflict'
  | 'precondition_failed'
  | 'rate_limited'
  | 'internal'

/** What a client is told about a failure: no stack, no secret, nothing of another account. */
export type PublicError = {
  code: ErrorCode
  /** Stable snake_case word owned by one area, such as `last_administrator`. */
  reason?: string
  /** A sentence: what happened and what to do next. */
  message: string
  /** Field name (dotted path) to sentence. */
  fields?: Record<string, string>
  /** The missing permission, when that is the reason. */
  permission?: string
  retryAfterSeconds?: number
  requestId?: string
}

/** What every server action answers; it never throws to the browser. */
export type ActionResult<Data> = { ok: true; data: Data } | { ok: false; error: PublicError }

type AppErrorOptions = {
  message?: string
  fields?: Record<string, string>
  permission?: string
  retryAfterSeconds?: number
  /** Whether the audit log was told of it already, so that whoever records refusals passes it on. */
  isRecorded?: boolean
  /** For the log only; never sent. */
  log?: unknown
}

const codes: Record<ErrorCode, { httpStatus: number; exitCode: number; message: string }> = {
  unauthenticated: { httpStatus: 401, exitCode: 3, message: 'You are not signed in. Sign in and try again.' },
  forbidden: { httpStatus: 403, exitCode: 3, message: 'You are not allowed to do this.' },
  not_found: {
    httpStatus: 404,
    exitCode: 4,
    message: 'This does not exist, or you cannot see it. Check the address, or ask for access.',
  },
  invalid_input: {
    httpStatus: 422,
    exitCode: 2,
    message: 'Some of what was sent is not valid. Correct it and try again.',
  },
  conflict: {
    httpStatus: 409,
    exitCode: 5,
    message: 'This conflicts with what is there. Reload and try again.',
  },
  precondition_failed: {
    httpStatus: 412,
    exitCode: 5,
    message: 'This was changed by someone else meanwhile. Reload to see what it is now.',
  },
  rate_limited: { httpStatus: 429, exitCode: 6, message: 'Too many tries. Wait a little and try again.' },
  internal: {
    httpStatus: 500,
    exitCode: 1,
    message:
      'Something went wrong on our side, and nothing was changed. Try again; if it stays, quote the request id.',
  },
}

/** The only error class: services throw it, boundaries catch it. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly reason: string | undefined
  readonly fields: Record<string, string> | undefined
  readonly permission: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly isRecorded: boolean
  readonly log: unknown

  constructor(code: ErrorCode, reason?: string, options: AppErrorOptions = {}) {
    super(options.message ?? codes[code].message)
    this.name = 'AppError'
    this.code = code
    this.reason = reason
    this.fields = options.fields
    this.permission = options.permission
    this.retryAfterSeconds = options.retryAfterSeconds
    this.isRecorded = options.isRecorded ?? false
    this.log = options.log
  }
}

/** The HTTP status of a code (RFC 9110; 422 for input that parses but is not valid). */
export function httpStatusOf(code: ErrorCode): number {
  return codes[code].httpStatus
}

/** The process exit status of a code, for the command line. */
export function exitCodeOf(code: ErrorCode): number {
  return codes[code].exitCode
}

/** Turns anything thrown into what a client may see; what is not an `AppError` becomes `internal`, and what is that has the request id. */
export function toPublicError(error: unknown, requestId?: string): PublicError {
  if (!(error instanceof AppError)) {
    return { code: 'internal', message: codes.internal.message, ...(requestId ? { requestId } : {}) }
  }
  return {
    code: error.code,
    message: error.message,
    ...(error.reason ? { reason: error.reason } : {}),
    ...(error.fields ? { fields: error.fields } : {}),
    ...(error.permission ? { permission: error.permission } : {}),
    ...(error.retryAfterSeconds ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
    ...(error.code === 'internal' && requestId ? { requestId } : {}),
  }
}

/** The other direction, in the browser: an `AppError` from what the server said. */
export function fromPublicError(error: PublicError): AppError {
  return new AppError(error.code, error.reason, error)
}

/** For states that cannot be: fails loudly with a sentence instead of going on. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`Impossible state: ${sentence}`)
}

/** Closes a `switch` over a union; the compiler proves it is never reached. */
export function assertNever(value: never): never {
  throw new Error(`Impossible value: ${String(value)}`)
}
