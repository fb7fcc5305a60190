import { recordOnceAMinute } from '@/lib/audit/once-a-minute'
import { isRefusal, refusalEvent } from '@/lib/audit/service'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { WorkspacePermission } from '@/lib/policy/permissions'
import { principalIdOf, requirePrincipal } from './access'
import type { Ctx } from './context'
import { authorizeWorkspace, type WorkspaceStanding } from './workspace-standing'

/**
 * Who reports, in the workspace, holding the permission; throws as `authorizeWorkspace` does. Reports do not take the account's lock and
 * leave no audit event (decision record 022): what they write is a record itself. A refusal is recorded once a minute for each principal,
 * workspace and permission: an engine without the permission does not stop asking.
 */
export async function authorizeReport(
  ctx: Ctx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  permission: WorkspacePermission,
  attempt: string,
): Promise<WorkspaceStanding> {
  try {
    return await authorizeWorkspace(ctx, database(), { accountId, workspaceId }, permission)
  } catch (error) {
    if (error instanceof AppError && isRefusal(error)) {
      const object = { objectTable: 'workspace', objectId: workspaceId } as const
      await recordOnceAMinute(
        ctx,
        { actorId: principalIdOf(requirePrincipal(ctx)), mark: { objectId: workspaceId, permission } },
        { accountId, ...refusalEvent(ctx, { attempt, ...object }, error) },
      )
    }
    throw error
  }
}
