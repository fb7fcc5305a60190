import { recordingRefusals } from '@/lib/audit/service'
import { database } from '@/lib/db/transaction'
import type { WorkspacePermission } from '@/lib/policy/permissions'
import type { Ctx } from './context'
import { authorizeWorkspace, type WorkspaceStanding } from './workspace-standing'

/**
 * Who reports, in the workspace, holding the permission; throws as `authorizeWorkspace` does, and records a refusal. Reports do not take
 * the account's lock and leave no audit event (decision record 022): what they write is a record itself.
 */
export async function authorizeReport(
  ctx: Ctx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  permission: WorkspacePermission,
  attempt: string,
): Promise<WorkspaceStanding> {
  const object = { objectTable: 'workspace', objectId: workspaceId } as const
  return recordingRefusals(ctx, { accountId, attempt, ...object }, () =>
    authorizeWorkspace(ctx, database(), { accountId, workspaceId }, permission),
  )
}
