import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { parseEmailAddress } from './email-address'
import { findUserByEmailKey } from './service'

/** The user with this address, for the operator, who may know who is there. Throws `not_found`/`user_not_found`, naming the field `field`. */
export async function getUserForOperator(
  ctx: Ctx,
  address: string,
  field: string,
): Promise<{ id: string; name: string; email: string }> {
  requireOperator(ctx)
  const key = parseEmailAddress(address)?.emailKey
  const user = key ? await findUserByEmailKey(database(), key) : null
  if (user) return user
  const sentence = `Nobody has the address ${address}. Make the user first.`
  throw new AppError('not_found', 'user_not_found', { message: sentence, fields: { [field]: sentence } })
}

/** The refusal of a person who is not there. */
export function userNotFound(): AppError {
  return new AppError('not_found', 'user_not_found', {
    message: 'There is no such person here, or no longer. Reload the list.',
  })
}
