import { firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideOrganizationPermission,
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  workspacePermissions,
  type MembershipFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { decideOutrank } from '@/lib/policy/holding'

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
