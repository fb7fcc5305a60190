import type { Allowed } from './decision'
import { reasonsFor, type PermissionReason } from './explain'
import type { MembershipFacts, WorkspaceFacts } from './facts'
import {
  isOrganizationPermission,
  isWorkspacePermission,
  type OrganizationPermission,
  type Permission,
  type WorkspacePermission,
} from './permissions'
import { refusePermission, type PermissionRefusal } from './refusals'
import { accountSources, permissionsFrom, workspaceSources, type Source } from './sources'

export type { GrantFacts, MembershipFacts, WorkspaceFacts } from './facts'
export type { RoleFacts } from './roles'

/** Yes or no to one permission, with everything that had a say in it. Assignable to `Decision`. */
export type PermissionDecision = (Allowed | PermissionRefusal) & {
  readonly reasons: readonly PermissionReason[]
}

/** The organization-level permissions of a membership in its account: access model section 4. */
export function organizationPermissions(membership: MembershipFacts): ReadonlySet<OrganizationPermission> {
  const held = permissionsFrom(membership, accountSources(membership))
  return new Set([...held].filter(isOrganizationPermission))
}

/**
 * The workspace-level permissions of a membership in one workspace of its account: access model section 4. Grants are
 * compared with `now`; one that ends at exactly `now` has ended.
 */
export function workspacePermissions(
  membership: MembershipFacts,
  workspace: WorkspaceFacts,
  now: Date,
): ReadonlySet<WorkspacePermission> {
  const held = permissionsFrom(membership, workspaceSources(membership, workspace, now))
  return new Set([...held].filter(isWorkspacePermission))
}

/**
 * P(a) of access model section 5 for what holds in the whole account: the organization permissions, and the workspace
 * permissions that the organization role gives in every workspace, whatever is shared there.
 */
export function permissionsAcrossWorkspaces(membership: MembershipFacts): ReadonlySet<Permission> {
  return permissionsFrom(membership, accountSources(membership))
}

/** What `permissionsAcrossWorkspaces` would be without a suspension: the rank that rule R3 compares. */
export function permissionsWhenActive(membership: MembershipFacts): ReadonlySet<Permission> {
  return permissionsAcrossWorkspaces({ ...membership, status: 'ACTIVE' })
}

/** Whether the membership holds an organization permission; `null` is somebody without membership in the account. */
export function decideOrganizationPermission(
  membership: MembershipFacts | null,
  permission: OrganizationPermission,
): PermissionDecision {
  return decide(membership, membership === null ? [] : accountSources(membership), permission)
}

/**
 * Whether the membership holds a workspace permission in one workspace at the moment `now`; `null` is somebody without
 * membership in the account. A no to one for whom `isVisible` is false must be answered with *not found*.
 */
export function decideWorkspacePermission(
  membership: MembershipFacts | null,
  workspace: WorkspaceFacts,
  permission: WorkspacePermission,
  now: Date,
): PermissionDecision {
  const sources = membership === null ? [] : workspaceSources(membership, workspace, now)
  return decide(membership, sources, permission)
}

/** Whether the workspace exists as far as this membership may know: it holds `read:workspace` there. */
export function isVisible(membership: MembershipFacts | null, workspace: WorkspaceFacts, now: Date): boolean {
  return decideWorkspacePermission(membership, workspace, 'read:workspace', now).allowed
}

function decide(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): PermissionDecision {
  const reasons = reasonsFor(membership, sources, permission)
  if (reasons.some((reason) => reason.outcome === 'gave')) return { allowed: true, reasons }
  return { ...refusePermission(membership, sources, permission), reasons }
}
