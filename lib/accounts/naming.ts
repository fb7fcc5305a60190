import type { AuditInput } from '@/lib/audit/schema'
import type { AccountAccess } from '@/lib/authz/access'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { handleTaken, refusingTakenHandle } from './create'
import * as store from './store'

// Parts of changes that have locked the account and authorized: each returns the event for its caller to record, null when it was so already.

type Event = Omit<AuditInput, 'accountId'>

/** Gives an organization another name. Throws `conflict`/`personal_account`. */
export async function changeName(tx: Tx, access: AccountAccess, name: string): Promise<Event | null> {
  const { account, actor } = access
  if (account.name === name) return null
  requireOrganization(access)
  await store.updateAccountName(tx, account.id, name)
  return {
    action: 'account.renamed',
    message: `${actor.name} renamed the organization from ${account.name} to ${name}`,
    objectTable: 'account',
    objectId: account.id,
    info: { before: { name: account.name }, after: { name } },
  }
}

/** Gives an organization another handle. Throws `conflict` with `personal_account` or `handle_taken`. */
export async function moveToHandle(tx: Tx, access: AccountAccess, handle: string): Promise<Event | null> {
  const { account, actor } = access
  if (account.handle === handle) return null
  requireOrganization(access)
  const owner = await store.findHandleOwner(tx, handle)
  if (owner && owner !== account.id) throw handleTaken()
  await refusingTakenHandle(() => store.updateAccountHandle(tx, account.id, handle))
  return {
    action: 'account.handle_changed',
    message: `${actor.name} changed the handle from ${account.handle} to ${handle}`,
    objectTable: 'account',
    objectId: account.id,
    info: { before: { handle: account.handle }, after: { handle } },
  }
}

/** Throws `conflict`/`personal_account` for what a personal account does not have. */
export function requireOrganization({ account }: AccountAccess): void {
  if (account.kind === 'ORGANIZATION') return
  throw new AppError('conflict', 'personal_account', {
    message: 'A personal account keeps its name and handle, and goes with its owner.',
  })
}
