import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { WorkspaceFacts } from '@/lib/policy/evaluate'
import { assignableOn } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import type { Offer } from '@/lib/sharing/offers'
import * as store from './offers-store'
import { decideOfferedRole } from './rules'
import type { AssignableRole } from '@/lib/roles/schema'
import type { listOfferedRolesInput } from './schema'

// More than anybody makes, and still no unbounded query.
const rolesAtMost = 10_000

/**
 * The roles that an invitation may give in workspaces, each with the reason when its organization role (Member where none is named) rules
 * it out (R11). Needs `read:organization`; `not_found` for an organization role that is not the account's.
 */
export async function listOfferedRoles(
  ctx: Ctx,
  { accountId, organization_role_id }: z.output<typeof listOfferedRolesInput>,
): Promise<AssignableRole[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const rows = await store.listAllRoles(database(), accountId, rolesAtMost)
  const invited = rows.find(({ id, builtIn }) =>
    organization_role_id ? id === organization_role_id : builtIn === 'MEMBER',
  )
  if (!invited) throw new AppError('not_found', 'role_not_found')
  return rows
    .filter((row) => assignableOn(roleFactsOf(row)).workspace)
    .map((row) => {
      const decision = decideOfferedRole(roleFactsOf(invited), roleFactsOf(row))
      const { id, name, description, builtIn } = row
      const refusal = decision.allowed ? null : decision.message
      return { id, name, description, is_built_in: builtIn !== null, refusal }
    })
}

/** What the rows of an invitation offer. */
export function offersOf(rows: readonly store.OfferRow[]): Offer[] {
  return rows.map(({ id, name, role }) => ({ workspace: { id, name }, role: roleFactsOf(role) }))
}

/** What the workspace of an invitation gives to the viewer that it was read for. */
export function viewerFactsOf({
  defaultRole,
  viewerGrant,
  viewerGroupGrants,
}: store.OfferRow): WorkspaceFacts {
  return workspaceFactsOf(defaultRole, viewerGrant, viewerGroupGrants)
}

/** Offers as mails show them. */
export function mailedOffers(offers: readonly Offer[]): { name: string; role: string }[] {
  return offers.map(({ workspace, role }) => ({ name: workspace.name, role: role.name }))
}
