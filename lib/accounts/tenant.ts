import type { PrincipalKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import * as store from './store'

/**
 * The account that a handle leads to, former ones too, of which the principal is an active member; null for none and for everybody else's,
 * so that nobody learns which handles there are. What the principal may do there is still to be asked.
 */
export async function findOwnAccountId(principal: PrincipalKey, handle: string): Promise<string | null> {
  return store.findHandleOfMember(database(), principal, handle.toLowerCase())
}
