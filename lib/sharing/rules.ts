import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideWorkspacePermission,
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { decideEnd } from '@/lib/policy/end'
import { decideReadOnly } from '@/lib/policy/holding'
import type { Permission } from '@/lib/policy/permissions'
import { decideRoleInWorkspace } from '@/lib/workspaces/rules'

/**
 * Whether somebody may be given a role in a workspace by one who holds `actorHolds` there: a role that is given in workspaces, R2 and R11.
 * That the actor may share at all (R9) is `update:workspace_access`, which only Administrators and Owners hold; who holds it holds every
 * permission there, so that R3 has nothing left to refuse.
 */
export function decideGrant(facts: {
  actorHolds: ReadonlySet<Permission>
  target: MembershipFacts & { name: string }
  role: RoleFacts
}): Decision {
  return firstRefusal<string>(
    decideRoleInWorkspace(facts.actorHolds, facts.role),
    decideReadOnly(facts.target, facts.role),
  )
}

/**
 * Whether somebody may offer a role in a workspace that they can see to one who is still to come, by an invitation or as a new service
 * account: R9, R2, and R11 against the organization role that the recipient will have. `workspace` is what the workspace gives to the giver.
 */
export function decideOffer(facts: {
  giver: MembershipFacts
  workspace: WorkspaceFacts
  recipient: { name: string; role: RoleFacts }
  role: RoleFacts
  now: Date
}): Decision {
  const { giver, workspace, recipient, role, now } = facts
  return firstRefusal<string>(
    decideWorkspacePermission(giver, workspace, 'update:workspace_access', now),
    decideRoleInWorkspace(workspacePermissions(giver, workspace, now), role),
    decideReadOnly(recipient, role),
  )
}

type Grant = { id: string; version: number; role: { name: string }; expiresAt: Date | null }

/** Names how a grant is now: one that is removed and given again is another. */
export function revisionOf({ id, version }: Pick<Grant, 'id' | 'version'>): string {
  return `${id}:${version}`
}

/** R13 for a grant: whether it still is the revision that the page showed; where none was shown it is. */
export function decideGrantUnchanged(
  current: Omit<Grant, 'expiresAt'>,
  expectedRevision: string | undefined,
): Decision<'changed_meanwhile'> {
  if (expectedRevision === undefined || revisionOf(current) === expectedRevision) return allow()
  return refuse(
    'changed_meanwhile',
    `Somebody changed this access meanwhile: it is ${current.role.name} now. Look at it, then choose again.`,
  )
}

/** Whether somebody can be added: not while a grant of theirs is in force, which is changed in the list instead. */
export function decideAddition(
  grant: Pick<Grant, 'role' | 'expiresAt'> | null,
  now: Date,
): Decision<'already_added'> {
  if (!grant || !decideEnd(grant.expiresAt, now).allowed) return allow()
  return refuse(
    'already_added',
    `Has been added as ${grant.role.name} already. Change the role in the list of members and service accounts.`,
  )
}
