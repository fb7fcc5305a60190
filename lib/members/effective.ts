import type { Ctx } from '@/lib/authz/context'
import type { MembershipKey } from '@/lib/db/principal'
import { accountWordOf, organizationAccess, workspaceAccess } from '@/lib/policy/access'
import { organizationPermissions, workspacePermissions } from '@/lib/policy/evaluate'
import { permissionDefinitions, type Permission } from '@/lib/policy/permissions'
import type { EffectivePermissions } from './schema'
import { readStanding, type ToldStanding } from './standing'

/**
 * What a member or service account may do now: in the workspace, or without one in the organization itself, with where it comes from.
 * The ids are those that the decisions which enforce allow. Needs and throws what `readStanding` does.
 */
export async function getEffectivePermissions(
  ctx: Ctx,
  input: { workspace_id?: string | undefined } & MembershipKey & { accountId: string },
): Promise<EffectivePermissions> {
  const standing = await readStanding(ctx, input, input.workspace_id ?? null)
  const { held, summary } = effectOf(standing, ctx.now)
  const { id, name, status } = standing.membership
  return {
    member: { id, name, status },
    workspace: standing.place,
    permissions: permissionDefinitions.map((definition) => definition.id).filter((one) => held.has(one)),
    summary,
  }
}

function effectOf(
  { account, membership, workspace, place }: ToldStanding,
  now: Date,
): { held: ReadonlySet<Permission>; summary: string } {
  const word = accountWordOf(account)
  return place === null
    ? { held: organizationPermissions(membership), summary: organizationAccess(membership, word).summary }
    : {
        held: workspacePermissions(membership, workspace, now),
        summary: workspaceAccess(membership, workspace, now, word).summary,
      }
}
