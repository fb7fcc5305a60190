import { database } from '@/lib/db/transaction'
import * as store from './store'

/** The account that a handle leads to, former ones too; null for none. It says nothing of what anybody may do there. */
export async function findAccountId(handle: string): Promise<string | null> {
  return store.findHandleOwner(database(), handle.toLowerCase())
}
