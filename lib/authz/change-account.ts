import type { AuditObjectTable } from '@/lib/audit/schema'
import { recordingRefusals } from '@/lib/audit/service'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { Decision } from '@/lib/policy/decision'
import type { OrganizationPermission } from '@/lib/policy/permissions'
import { authorizeAccount, type AccountAccess } from './access'
import type { Ctx } from './context'

type AccountChange = {
  accountId: string
  permission: OrganizationPermission
  /** What is tried, completing "Ada was refused to …". */
  attempt: string
  objectTable: AuditObjectTable
  objectId: string
  /** What counts even when the change fails, such as rate limits: done once authorized, before the transaction. */
  beforehand?: (access: AccountAccess) => Promise<void>
}

/**
 * The shape of every change in an account: authorize before any lock (a refusal is cheap), then in one transaction lock the
 * account, authorize again because grants may have changed, and do the work, which ends with its audit event. A refusal of a
 * member is recorded in a transaction of its own; a stranger is told `not_found` and leaves no trace in the account.
 */
export async function changeAccount<Result>(
  ctx: Ctx,
  change: AccountChange,
  work: (tx: Tx, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  const { accountId, objectTable, objectId, attempt } = change
  return recordingRefusals(ctx, { accountId, objectTable, objectId, attempt }, async () => {
    const access = await authorizeAccount(ctx, database(), accountId, change.permission)
    await change.beforehand?.(access)
    return withTransaction(async (tx) => {
      if (!(await lockAccount(tx, accountId))) throw new AppError('not_found')
      return work(tx, await authorizeAccount(ctx, tx, accountId, change.permission))
    })
  })
}

/** Throws the refusal a pure rule returned; does nothing when it allowed. */
export function enforce(
  decision: Decision,
  code: 'forbidden' | 'conflict' | 'precondition_failed' = 'forbidden',
): void {
  if (decision.allowed) return
  throw new AppError(code, decision.reason, {
    message: decision.message,
    ...(decision.permission ? { permission: decision.permission } : {}),
  })
}
