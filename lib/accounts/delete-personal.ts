import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { withdrawAccountMail } from '@/lib/mail/service'
import * as store from './store'

/**
 * Deletes the personal account of somebody who deletes themselves, with everything in it but its audit log, within the caller's transaction,
 * which holds its lock. `events` are the log's last, after the account's own.
 */
export async function deletePersonalAccount(
  tx: Tx,
  ctx: Ctx,
  { accountId, events }: { accountId: string; events: Omit<AuditInput, 'accountId'>[] },
): Promise<void> {
  const account = await store.findAccount(tx, accountId)
  if (!account) throw new Error('a personal account disappeared under its lock')
  await withdrawAccountMail(tx, accountId)
  await store.deleteAccount(tx, accountId)
  const deleted = {
    action: 'account.deleted',
    message: `The personal account of ${account.name} was deleted`,
    objectTable: 'account',
    objectId: accountId,
    info: { name: account.name, handle: account.handle },
  } as const
  await recordAudits(tx, ctx, accountId, [deleted, ...events])
}
