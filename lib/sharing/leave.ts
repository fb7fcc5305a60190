import { recordAudit } from '@/lib/audit/service'
import { changeWorkspace } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { decideEnd } from '@/lib/policy/end'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { grantInfo, targetOf } from './change'
import * as store from './store'

/**
 * Gives back what one was given in a workspace oneself; whoever can open it may. What its default role and one's organization role give
 * stays. `conflict`/`not_added` for somebody who has only that.
 */
export async function leaveWorkspace(ctx: Ctx, of: WorkspaceOf): Promise<{ id: string }> {
  const change = { ...of, permission: 'read:workspace', attempt: 'leave a workspace' } as const
  return changeWorkspace(ctx, change, async (tx, { account, workspace, membership }) => {
    const [row] = await store.listTargets(tx, of, [membership.id])
    const own = row && targetOf(row)
    if (!own?.grant || !decideEnd(own.grant.expiresAt, ctx.now).allowed) throw notAdded()
    await store.deleteGrants(tx, of, [own.id])
    await recordAudit(tx, ctx, {
      accountId: account.id,
      action: 'grant.deleted',
      message: `${own.name} left ${workspace.name}, where they were ${own.grant.role.name}`,
      objectTable: 'workspace',
      objectId: workspace.id,
      info: grantInfo(own, own.grant, null),
    })
    return { id: workspace.id }
  })
}

function notAdded(): AppError {
  return new AppError('conflict', 'not_added', {
    message:
      'You were not added to this workspace yourself: your organization role or its default role opens it. Nothing was changed.',
  })
}
