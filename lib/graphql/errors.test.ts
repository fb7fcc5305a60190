import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { formatError } from './errors'

function thrown(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, path: ['auth_role'] })
}

describe('an error', () => {
  test('that nobody expected is told as internal with the request id, and nothing of what it says', () => {
    const told = formatError(thrown(new Error('password=hunter2 at /srv/lib/x.ts:1')), 'request-1')
    expect(JSON.stringify(told)).not.toMatch(/hunter2|\.ts|stack/)
    expect(told).toMatchObject({
      path: ['auth_role'],
      extensions: { code: 'internal', request_id: 'request-1' },
    })
  })

  test('of a service keeps its sentence, reason and permission, and names fields as the API does', () => {
    const refused = new AppError('forbidden', 'missing_permission', {
      permission: 'create:role',
      message: 'No.',
    })
    expect(formatError(thrown(refused), 'request-1')).toEqual({
      message: 'No.',
      path: ['auth_role'],
      extensions: { code: 'forbidden', reason: 'missing_permission', permission: 'create:role' },
    })
    const invalid = new AppError('invalid_input', undefined, {
      message: 'membershipIds.0: Not an id.',
      fields: { 'membershipIds.0': 'Not an id.' },
    })
    expect(formatError(thrown(invalid), 'request-1')).toMatchObject({
      message: 'membership_ids.0: Not an id.',
      extensions: { code: 'invalid_input', fields: { 'membership_ids.0': 'Not an id.' } },
    })
    const limited = new AppError('rate_limited', 'too_many_tries', { retryAfterSeconds: 9 })
    expect(formatError(thrown(limited), 'request-1').extensions).toMatchObject({ retry_after: 9 })
  })

  test('of the document itself says what is wrong with it', () => {
    expect(formatError(new GraphQLError('Cannot query field "x".'), 'request-1')).toEqual({
      message: 'Cannot query field "x".',
      extensions: { code: 'invalid_input', reason: 'invalid_document' },
    })
  })
})
