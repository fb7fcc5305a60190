import { createHash } from 'node:crypto'
import { decideReadOnly } from '@/lib/policy/holding'
import { assignableOn, type RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import type { TransferFacts } from './transfer-store'

/**
 * Why a grant ends, as the log of the account that the workspace leaves may tell it: somebody's role in the other account is not its
 * business, so that this and a suspension of its own are one.
 */
type LossCode = 'service_account' | 'not_a_member_there' | 'own_role' | 'cannot_move' | 'group'

/** What a transfer does to those who were added to the workspace, and to its default role. */
export type TransferPlan = {
  moving: { name: string; role: string; membershipId: string; roleId: string; expiresAt: string | null }[]
  /** Of what a group gives `membershipId` is the mapping’s. */
  lost: { name: string; role: string; membershipId: string; roleId: string; reason: string; code: LossCode }[]
  /** Null is *No access*. */
  defaultRole: RoleFacts | null
  /** What becomes of the default role where it does not stay as it is. */
  defaultRoleNote: string | null
}

/**
 * Sorts the grants of a workspace into those that can move to another account and those that end. A grant moves with a person who belongs
 * there too, in a built-in role, under R11. What groups give ends: their mapping is of the account that the workspace leaves.
 */
export function planTransfer(
  { grants, groupGrants, roles }: Pick<TransferFacts, 'grants' | 'groupGrants' | 'roles'>,
  defaultRole: RoleFacts | null,
  { from, to }: { from: string; to: string },
): TransferPlan {
  const there = new Map(roles.map((role) => [role.builtIn, roleFactsOf(role)]))
  const counterpartOf = (role: RoleFacts) =>
    role.builtIn !== null && assignableOn(role).workspace ? (there.get(role.builtIn) ?? null) : null
  const plan: TransferPlan = { moving: [], lost: [], ...planDefault(defaultRole, counterpartOf, from) }
  for (const grant of grants) {
    const { name, membershipId, expiresAt } = grant
    const role = roleFactsOf(grant.role)
    const counterpart = counterpartOf(role)
    const lose = (code: LossCode, reason: string) =>
      plan.lost.push({ name, role: role.name, membershipId, roleId: role.id, reason, code })
    if (grant.kind === 'SERVICE_ACCOUNT') lose('service_account', `A service account stays in ${from}.`)
    // Moved, it would take effect again at once, as the suspension stays behind.
    else if (grant.status === 'SUSPENDED') lose('cannot_move', `Is suspended in ${from}.`)
    else if (!grant.there) lose('not_a_member_there', `Does not belong to ${to}.`)
    else if (!counterpart) lose('own_role', `The role ${role.name} is one of ${from}’s own.`)
    else if (!decideReadOnly({ name, role: roleFactsOf(grant.there.role) }, counterpart).allowed)
      lose(
        'cannot_move',
        `Is ${grant.there.role.name} in ${to}, with which nothing beyond reading takes effect.`,
      )
    else {
      const there = { membershipId: grant.there.membershipId, roleId: counterpart.id }
      plan.moving.push({ name, role: role.name, ...there, expiresAt })
    }
  }
  for (const { mappingId, group, role } of groupGrants) {
    const reason = `The groups of ${from} give nothing in ${to}.`
    const lost = { name: `Group ${group}`, role: role.name, membershipId: mappingId, roleId: role.id }
    plan.lost.push({ ...lost, reason, code: 'group' })
  }
  return plan
}

/** What tells one plan from another (R13): which grants move and which end, in which roles, and the default role it will have. */
export function revisionOf({ moving, lost, defaultRole }: Omit<TransferPlan, 'defaultRoleNote'>): string {
  const idsOf = (grants: { membershipId: string; roleId: string }[]) =>
    grants.map(({ membershipId, roleId }) => `${membershipId} ${roleId}`).toSorted()
  const told = JSON.stringify([idsOf(lost), idsOf(moving), defaultRole?.id ?? null])
  return createHash('sha256').update(told).digest('hex')
}

function planDefault(
  role: RoleFacts | null,
  counterpartOf: (role: RoleFacts) => RoleFacts | null,
  from: string,
): Pick<TransferPlan, 'defaultRole' | 'defaultRoleNote'> {
  const defaultRole = role && counterpartOf(role)
  const isLost = role !== null && defaultRole === null
  return {
    defaultRole,
    defaultRoleNote: isLost
      ? `The default role ${role.name} is one of ${from}’s own, so it becomes No access.`
      : null,
  }
}
