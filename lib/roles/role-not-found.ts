import { AppError } from '@/lib/errors'

/** The refusal of an id that is no role of the account. */
export function roleNotFound(): AppError {
  const sentence =
    'There is no such role in this organization. Look at the roles there are, and choose again.'
  return new AppError('not_found', 'role_not_found', { message: sentence, fields: { roleId: sentence } })
}
