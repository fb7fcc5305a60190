import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import type { AuditInput } from './schema'
import { recordAddressAudit, recordAudit, recordingRefusals, recordUserAudit, type Refused } from './service'

/** Whose log the installation's own is: what its operators do, beside the logs of the accounts that it concerns. */
export const installationId = '00000000-0000-0000-0000-000000000000'

/** Records what an operator did to the installation itself, in its own log alone. */
export async function recordInstallationAudit(
  tx: Tx,
  ctx: Ctx,
  input: Omit<AuditInput, 'accountId'>,
): Promise<void> {
  await recordAudit(tx, ctx, { ...input, accountId: installationId })
}

/** Records what an operator did to an account: in the installation's log and in the account's, whose chains are locked in the order of ids. */
export async function recordOperatorAudit(tx: Tx, ctx: Ctx, input: AuditInput): Promise<void> {
  const { accountId, ...event } = input
  await recordInstallationAudit(tx, ctx, { ...event, info: { ...event.info, account_id: accountId } })
  await recordAudit(tx, ctx, input)
}

/** The same for what was done to a person, or to something of theirs that is named: in the log of each account they belong to. */
export async function recordOperatorUserAudit(
  tx: Tx,
  ctx: Ctx,
  userId: string,
  input: Pick<AuditInput, 'action' | 'message' | 'info'> &
    Partial<Pick<AuditInput, 'objectTable' | 'objectId'>>,
): Promise<void> {
  await recordInstallationAudit(tx, ctx, { objectTable: 'user', objectId: userId, ...input })
  await recordUserAudit(tx, ctx, userId, input)
}

/** The same for what concerns somebody known by address only. */
export async function recordOperatorAddressAudit(
  tx: Tx,
  ctx: Ctx,
  email: string,
  input: Omit<AuditInput, 'accountId'>,
): Promise<void> {
  await recordInstallationAudit(tx, ctx, input)
  await recordAddressAudit(tx, ctx, email, input)
}

/** Runs an operator's order and, when it is refused, records that in the installation's log, then throws it on. */
export async function recordingOperatorRefusals<Result>(
  ctx: Ctx,
  refused: Refused,
  order: () => Promise<Result>,
): Promise<Result> {
  return recordingRefusals(ctx, { ...refused, accountId: installationId }, order)
}
