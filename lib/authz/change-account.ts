import type { AuditObjectTable } from '@/lib/audit/schema'
import { recordingRefusals } from '@/lib/audit/service'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { Decision } from '@/lib/policy/decision'
import type { OrganizationPermission, WorkspacePermission } from '@/lib/policy/permissions'
import { authorizeAccount, type AccountAccess } from './access'
import type { Ctx } from './context'
import { authorizeWorkspace, type WorkspaceStanding } from './workspace-standing'

type Target = {
  accountId: string
  /** What is tried, completing "Ada was refused to …". */
  attempt: string
  objectTable: AuditObjectTable
  objectId: string
}

/** What counts even when the change fails, such as rate limits: done once authorized, before the transaction. */
type Beforehand<Access> = { beforehand?: (access: Access) => Promise<void> }

type AccountChange = Target & Beforehand<AccountAccess> & { permission: OrganizationPermission }

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
  const { beforehand } = change
  const authorize = (tx: Tx) => authorizeAccount(ctx, tx, change.accountId, change.permission)
  return changeUnderLock(ctx, change, { authorize, work, ...(beforehand ? { beforehand } : {}) })
}

/** A change of the account itself, as `changeAccount` takes it. */
export function changeOfAccount<Permitted extends OrganizationPermission>(
  accountId: string,
  permission: Permitted,
  attempt: string,
) {
  return { accountId, permission, attempt, objectTable: 'account' as const, objectId: accountId }
}

type WorkspaceChange = Omit<Target, 'objectTable' | 'objectId'> &
  Beforehand<WorkspaceStanding> & { workspaceId: string; permission: WorkspacePermission }

/** The same for a change in a workspace: under its account's lock, refusals recorded as of the workspace; unseen ones are `not_found`. */
export async function changeWorkspace<Result>(
  ctx: Ctx,
  change: WorkspaceChange,
  work: (tx: Tx, standing: WorkspaceStanding) => Promise<Result>,
): Promise<Result> {
  const target = { ...change, objectTable: 'workspace' as const, objectId: change.workspaceId }
  const { beforehand } = change
  const authorize = (tx: Tx) => authorizeWorkspace(ctx, tx, change, change.permission)
  return changeUnderLock(ctx, target, { authorize, work, ...(beforehand ? { beforehand } : {}) })
}

type Steps<Access, Result> = Beforehand<Access> & {
  authorize: (tx: Tx) => Promise<Access>
  work: (tx: Tx, access: Access) => Promise<Result>
}

async function changeUnderLock<Access, Result>(
  ctx: Ctx,
  { accountId, objectTable, objectId, attempt }: Target,
  { authorize, beforehand, work }: Steps<Access, Result>,
): Promise<Result> {
  return recordingRefusals(ctx, { accountId, objectTable, objectId, attempt }, async () => {
    const access = await authorize(database())
    await beforehand?.(access)
    return withTransaction(async (tx) => {
      if (!(await lockAccount(tx, accountId))) throw new AppError('not_found')
      return work(tx, await authorize(tx))
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
