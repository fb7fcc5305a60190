import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { parseEmailAddress } from '@/lib/users/email-address'
import { findUserByEmailKey } from '@/lib/users/service'

/** The user with this address; throws `not_found`/`user_not_found`. For commands, whose caller may know who is there. */
export async function getUser(address: string): Promise<{ id: string; name: string; email: string }> {
  const key = parseEmailAddress(address)?.emailKey
  const user = key ? await findUserByEmailKey(database(), key) : null
  if (user) return user
  throw new AppError('not_found', 'user_not_found', {
    message: `Nobody has the address ${address}. Make the user first.`,
  })
}
