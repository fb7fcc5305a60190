import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { roleFactsOf } from '@/lib/roles/facts'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import type { ServiceAccountFacts } from './rules'
import { findTarget, listGiven, type TargetRow } from './target-store'

/** A service account that somebody wants to change, with what decides whether they may. */
export type ServiceAccountTarget = {
  id: string
  membershipId: string
  name: string
  description: string
  facts: ServiceAccountFacts
}

type Holder = Pick<TargetRow, 'membershipId' | 'status' | 'role'>

/** What decides about changing these service accounts of the account, by membership; in one statement at most. */
export async function loadFacts(
  tx: Tx,
  { now }: Pick<Ctx, 'now'>,
  { account, membership: actor }: AccountAccess,
  rows: readonly Holder[],
): Promise<ReadonlyMap<string, ServiceAccountFacts>> {
  // An Administrator holds everything everywhere: nothing that is given to others is beyond them.
  const isAdministrator = actor.role.builtIn === 'ADMINISTRATOR'
  const of = { accountId: account.id, actorMembershipId: actor.id }
  const given = isAdministrator
    ? []
    : await listGiven(
        tx,
        of,
        rows.map(({ membershipId }) => membershipId),
      )
  return new Map(
    rows.map(({ membershipId, status, role }) => {
      const target = { kind: 'SERVICE_ACCOUNT' as const, status, role: roleFactsOf(role) }
      const workspaces = given
        .filter((row) => row.membershipId === membershipId)
        .map(({ defaultRole, targetGrant, actorGrant, actorGroupGrants }) => ({
          target: workspaceFactsOf(defaultRole, targetGrant, null),
          actor: workspaceFactsOf(defaultRole, actorGrant, actorGroupGrants),
        }))
      return [membershipId, { actor, target, workspaces, now }]
    }),
  )
}

/** One service account of the account; throws `not_found`/`service_account_not_found` when it has none such. */
export async function getTarget(
  tx: Tx,
  ctx: Pick<Ctx, 'now'>,
  access: AccountAccess,
  id: string,
): Promise<ServiceAccountTarget> {
  const row = await findTarget(tx, access.account.id, id)
  if (!row) throw serviceAccountNotFound()
  const { membershipId, name, description } = row
  const facts = (await loadFacts(tx, ctx, access, [row])).get(membershipId)
  invariant(facts, 'a service account was loaded without what decides about it')
  return { id: row.id, membershipId, name, description, facts }
}

/** The refusal of a service account that the account does not have. */
export function serviceAccountNotFound(): AppError {
  return new AppError('not_found', 'service_account_not_found', {
    message:
      'There is no such service account in this organization, or not any more. Reload the list of service accounts.',
  })
}
