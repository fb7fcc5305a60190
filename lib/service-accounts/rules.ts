import type { AccountKind } from '@/lib/accounts/schema'
import { capabilityOf } from '@/lib/capability'
import { decidePlace, type Places } from '@/lib/plans/rules'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideOrganizationPermission,
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { decideAssignment, decideOutrank, decideServiceAccountRole } from '@/lib/policy/holding'
import type { ServiceAccountView } from './schema'

/** Service accounts there are, and how many the plan allows; null is unlimited. */
export type ServiceAccountPlaces = Places

/** What decides about a change of one service account, taken under the account's lock where the change is made. */
export type ServiceAccountFacts = {
  actor: MembershipFacts
  target: MembershipFacts
  /** The workspaces in which the service account was given something, with what they give to it and to the actor. */
  workspaces: readonly { target: WorkspaceFacts; actor: WorkspaceFacts }[]
  now: Date
}

/**
 * Whether somebody may change, suspend or delete a service account, or make it a key: the permission, and everything that it holds (R3),
 * in the account and in each workspace. Whoever has a key of it can do what it can; a rank that left out grants would be a way up.
 */
export function decideServiceAccountChange(
  facts: ServiceAccountFacts,
  permission: 'update:service_account' | 'delete:service_account',
): Decision {
  const { actor, target, workspaces, now } = facts
  return firstRefusal<string>(
    decideOrganizationPermission(actor, permission),
    decideOutrank(permissionsAcrossWorkspaces(actor), permissionsWhenActive(target)),
    ...workspaces.map((given) => decideRankIn(facts, given, now)),
  )
}

/**
 * Whether somebody may create a service account: `create:service_account`, an organization, and a place in the plan (R12). An account above
 * its limit keeps what it has and adds nothing.
 */
export function decideCreation(facts: {
  accountKind: AccountKind
  actor: MembershipFacts
  places: ServiceAccountPlaces
}): Decision {
  return firstRefusal<string>(
    decideOrganizationPermission(facts.actor, 'create:service_account'),
    decideOrganization(facts.accountKind),
    decideOwnPlace(facts.places),
  )
}

/** Whether somebody may give a service account this role in the account: R2, and R8. */
export function decideRoleOfServiceAccount(actor: MembershipFacts, role: RoleFacts): Decision {
  return firstRefusal<string>(
    decideAssignment(permissionsAcrossWorkspaces(actor), role),
    decideServiceAccountRole(role),
  )
}

/**
 * Whether a service account may be given another role: what any change of it needs (R3), R2 and R8, and R3 once more for what it will hold
 * then: away from a role that is a ceiling, grants take effect that did not count before.
 */
export function decideServiceAccountRoleChange(facts: ServiceAccountFacts, role: RoleFacts): Decision {
  return firstRefusal<string>(
    decideServiceAccountChange(facts, 'update:service_account'),
    decideRoleOfServiceAccount(facts.actor, role),
    decideServiceAccountChange({ ...facts, target: { ...facts.target, role } }, 'update:service_account'),
  )
}

/** What the viewer may do with a service account and, if not, why: by the functions that refuse. */
export function serviceAccountCapabilities(facts: ServiceAccountFacts): ServiceAccountView['can'] {
  const { status } = facts.target
  const change = decideServiceAccountChange(facts, 'update:service_account')
  return {
    update: capabilityOf(change),
    changeRole: capabilityOf(change),
    suspend: capabilityOf(firstRefusal<string>(change, status === 'SUSPENDED' ? alreadySuspended : allow())),
    reactivate: capabilityOf(firstRefusal<string>(change, status === 'ACTIVE' ? alreadyActive : allow())),
    delete: capabilityOf(decideServiceAccountChange(facts, 'delete:service_account')),
    createKey: capabilityOf(change),
  }
}

const alreadySuspended = refuse('already_suspended', 'This service account is suspended already.')
const alreadyActive = refuse('already_active', 'This service account is active already.')

function decideOrganization(kind: AccountKind): Decision<'personal_account'> {
  if (kind === 'ORGANIZATION') return allow()
  return refuse(
    'personal_account',
    'A personal account has no service accounts. Create an organization to make some, or use an API key of your own.',
  )
}

function decideOwnPlace(places: ServiceAccountPlaces): Decision<'plan_limit_reached'> {
  return decidePlace(places, {
    all: (limit) => `All ${limit} service accounts of the plan are in use`,
    remedy: 'Delete one',
  })
}

type Given = ServiceAccountFacts['workspaces'][number]

function decideRankIn(
  { actor, target }: ServiceAccountFacts,
  given: Given,
  now: Date,
): Decision<'outranked'> {
  const held = workspacePermissions(actor, given.actor, now)
  const wanted = workspacePermissions({ ...target, status: 'ACTIVE' }, given.target, now)
  const decision = decideOutrank(held, wanted)
  if (decision.allowed) return decision
  // Neither which workspace nor what it holds there: the actor may not know of it.
  return refuse(
    'outranked',
    'You cannot make this change, because the service account holds permissions in a workspace that you do not hold there. ' +
      'Ask somebody who holds them, for example an Administrator.',
  )
}
