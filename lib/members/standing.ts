import type { AccountAccess } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { loadStandings, type Standing, type WorkspaceStandings } from '@/lib/authz/workspace-facts'
import type { MembershipKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { decideWorkspacePermission, isVisible } from '@/lib/policy/evaluate'
import { authorizeReader, membershipNotFound } from './membership'

/** What decides about one member or service account, in a workspace or (null) in the account itself. */
export type ToldStanding = Standing & {
  account: AccountAccess['account']
  place: WorkspaceStandings['workspace']
}

/**
 * The facts about a member or service account that the viewer may be told. Needs `read:member`, of a service account
 * `read:service_account`. Throws `not_found` for a membership that is not the account's and for a workspace that the viewer cannot open,
 * and `forbidden` about somebody else in one whose access the viewer may not read. Two statements.
 */
export async function readStanding(
  ctx: Ctx,
  of: MembershipKey & { accountId: string },
  workspaceId: string | null,
): Promise<ToldStanding> {
  const { accountId } = of
  const viewer = await authorizeReader(ctx, accountId, of)
  const loaded = await loadStandings(database(), {
    accountId,
    workspaceId,
    membershipIds: [viewer.membership.id, ...('membershipId' in of ? [of.membershipId] : [])],
    serviceAccountIds: 'serviceAccountId' in of ? [of.serviceAccountId] : [],
  })
  const target = [...loaded.standings.values()].find(({ membership: { id, serviceAccountId } }) =>
    'membershipId' in of ? id === of.membershipId : serviceAccountId === of.serviceAccountId,
  )
  if (!target) throw membershipNotFound(of)
  if (workspaceId !== null)
    requireTold(loaded, { viewerId: viewer.membership.id, targetId: target.membership.id, now: ctx.now })
  return { ...target, account: viewer.account, place: loaded.workspace }
}

// What one holds oneself, one may always know of a workspace that one sees.
function requireTold(
  { workspace, standings }: WorkspaceStandings,
  { viewerId, targetId, now }: { viewerId: string; targetId: string; now: Date },
): void {
  const viewer = standings.get(viewerId)
  if (!workspace || !viewer || !isVisible(viewer.membership, viewer.workspace, now)) throw workspaceNotFound()
  if (targetId === viewerId) return
  enforce(decideWorkspacePermission(viewer.membership, viewer.workspace, 'read:workspace_access', now))
}

function workspaceNotFound(): AppError {
  return new AppError('not_found', 'workspace_not_found', {
    message: 'There is no such workspace, or you cannot open it. Choose another one.',
  })
}
