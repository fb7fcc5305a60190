import { capabilityOf } from '@/lib/capability'
import { decidePlace, type Places } from '@/lib/plans/rules'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  permissionsAcrossWorkspaces,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { decideAssignment } from '@/lib/policy/holding'
import type { Permission } from '@/lib/policy/permissions'
import { assignableOn } from '@/lib/policy/roles'
import type { WorkspaceCapabilities } from './schema'

/** Workspaces there are, and how many the plan allows; null is unlimited. */
export type WorkspacePlaces = Places

/**
 * R10 and R12: whether a member may create a workspace: `create:workspace`, and a place in the plan. An account above its limit keeps what
 * it has and adds nothing.
 */
export function decideCreation(actor: MembershipFacts, places: WorkspacePlaces): Decision {
  return firstRefusal<string>(
    decideOrganizationPermission(actor, 'create:workspace'),
    decideWorkspacePlace(places),
  )
}

/** R12 for workspaces. */
export function decideWorkspacePlace(places: WorkspacePlaces): Decision<'plan_limit_reached'> {
  return decidePlace(places, {
    all: (limit) => `All ${limit} workspaces of the plan are in use`,
    remedy: 'Delete one',
  })
}

/** Whether a role can be the default role or be granted in workspaces at all, whoever gives it. */
export function decideWorkspaceRole(role: RoleFacts): Decision<'organization_role'> {
  if (assignableOn(role).workspace) return allow()
  return refuse(
    'organization_role',
    `${role.name} is given in the organization, not in a workspace. Choose one of the workspace roles.`,
  )
}

/** R2 for a role in a workspace: one that can be given there, holding nothing that the actor does not hold. */
export function decideRoleInWorkspace(actorHolds: ReadonlySet<Permission>, role: RoleFacts): Decision {
  return firstRefusal<string>(decideWorkspaceRole(role), decideAssignment(actorHolds, role))
}

/** What the viewer may do with a workspace and, if not, why: by the decisions that refuse. */
export function workspaceCapabilitiesOf(
  membership: MembershipFacts,
  facts: WorkspaceFacts,
  now: Date,
): WorkspaceCapabilities {
  const decide = decidingFor(membership, facts, now)
  return {
    update: decide('update:workspace'),
    delete: decide('delete:workspace'),
    readAccess: decide('read:workspace_access'),
    share: decide('update:workspace_access'),
  }
}

/** What somebody may do with the flows and runs in it. */
export function flowCapabilitiesOf(membership: MembershipFacts, facts: WorkspaceFacts, now: Date) {
  const decide = decidingFor(membership, facts, now)
  return {
    readFlows: decide('read:flow'),
    readRuns: decide('read:flow_run'),
    startRuns: decide('create:flow_run'),
  }
}

function decidingFor(membership: MembershipFacts, facts: WorkspaceFacts, now: Date) {
  return (permission: Parameters<typeof decideWorkspacePermission>[2]) =>
    capabilityOf(decideWorkspacePermission(membership, facts, permission, now))
}

/** Whether somebody may take workspaces out of an account whoever shares them: only its Administrators may. */
export function decideTransferFrom(actor: MembershipFacts): Decision<'missing_permission'> {
  return decideAdministering(actor, 'Only an Administrator transfers a workspace to another account.')
}

/** The same for putting a workspace of another account into one, under its plan (R12). */
export function decideTransferTo(actor: MembershipFacts, places: WorkspacePlaces): Decision {
  return firstRefusal<string>(
    decideAdministering(
      actor,
      'You are not an Administrator of that account. A workspace goes only where you are one.',
    ),
    decideWorkspacePlace(places),
  )
}

// Reserved permissions are in no role but the Administrator's (and the Owner's of one workspace).
function decideAdministering(actor: MembershipFacts, sentence: string): Decision<'missing_permission'> {
  const held = permissionsAcrossWorkspaces(actor)
  const isAdministering = held.has('delete:organization') && held.has('update:workspace_access')
  return isAdministering ? allow() : refuse('missing_permission', sentence, 'update:workspace_access')
}
