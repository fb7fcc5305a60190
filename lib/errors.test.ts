import { describe, expect, test } from 'vitest'
import {
  AppError,
  assertNever,
  exitCodeOf,
  fromPublicError,
  httpStatusOf,
  invariant,
  toPublicError,
  type ErrorCode,
} from './errors'

const statuses: Record<ErrorCode, { http: number; exit: number }> = {
  unauthenticated: { http: 401, exit: 3 },
  forbidden: { http: 403, exit: 3 },
  not_found: { http: 404, exit: 4 },
  invalid_input: { http: 422, exit: 2 },
  conflict: { http: 409, exit: 5 },
  precondition_failed: { http: 412, exit: 5 },
  rate_limited: { http: 429, exit: 6 },
  internal: { http: 500, exit: 1 },
}

// The record above has every code, or it would not compile.
const codes = Object.keys(statuses) as ErrorCode[]

test.each(codes)('%s has its status, its exit code and a sentence that ends', (code) => {
  expect({ http: httpStatusOf(code), exit: exitCodeOf(code) }).toEqual(statuses[code])
  expect(new AppError(code).message).toMatch(/^[A-Z].+[.]$/)
})

describe('what a client is told', () => {
  test('about an AppError: everything but what is for the log', () => {
    const error = new AppError('forbidden', 'outranked', {
      message: 'You cannot.',
      fields: { roleId: 'Choose another.' },
      permission: 'update:member',
      retryAfterSeconds: 9,
      log: { secret: 'for the log only' },
    })
    expect(toPublicError(error, 'request-1')).toEqual({
      code: 'forbidden',
      reason: 'outranked',
      message: 'You cannot.',
      fields: { roleId: 'Choose another.' },
      permission: 'update:member',
      retryAfterSeconds: 9,
    })
  })

  test('about the plainest: code and sentence, and no empty fields', () => {
    expect(toPublicError(new AppError('not_found'))).toEqual({
      code: 'not_found',
      message: expect.stringContaining('does not exist'),
    })
  })

  test('about a failure that has a sentence of its own: that, and the request id', () => {
    const error = new AppError('internal', 'audit_unavailable', {
      message: 'Nothing was changed.',
      log: 'secret',
    })
    expect(toPublicError(error, 'request-1')).toEqual({
      code: 'internal',
      reason: 'audit_unavailable',
      message: 'Nothing was changed.',
      requestId: 'request-1',
    })
  })

  test.each([
    ['an error', new Error('password=hunter2 at /srv/app/store.ts')],
    ['a text', 'password=hunter2'],
    ['nothing', undefined],
    ['something that looks like one of ours', { code: 'forbidden', message: 'password=hunter2' }],
  ])('about %s: internal and the request id, nothing of it', (_, error) => {
    const told = toPublicError(error, 'request-1')
    expect(told).toEqual({ code: 'internal', message: expect.any(String), requestId: 'request-1' })
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })
})

test('an error survives the way to the browser and back', () => {
  const error = new AppError('conflict', 'handle_taken', { message: 'Taken.', fields: { handle: 'Taken.' } })
  expect(toPublicError(fromPublicError(toPublicError(error)))).toEqual(toPublicError(error))
})

test('impossible states fail loudly', () => {
  expect(() => invariant(false, 'two owners')).toThrow('Impossible state: two owners')
  expect(() => invariant(1, 'two owners')).not.toThrow()
  // What a value from outside the types would do.
  expect(() => assertNever('PAUSED' as never)).toThrow('Impossible value: PAUSED')
})
