import type { GrantFacts, MembershipFacts, WorkspaceFacts } from './facts'
import type { Permission } from './permissions'
import { builtInRole, isCeiling, permissionsOfRole, type RoleFacts } from './roles'

export type SourceKind = 'organization_role' | 'member_floor' | 'default_role' | 'grant' | 'group'

/** What one source did about one permission. Only `gave` makes a difference; the others say why it did not. */
export type SourceOutcome = 'gave' | 'not_held' | 'expired' | 'not_for_service_accounts' | 'held_back'

/** A role by name; the floor has no id, as it is no role that anybody was given. */
export type RoleReference = { readonly id: string | null; readonly name: string }

/** One place from which a membership gets permissions. Sets and reasons are both read from these, so they agree. */
export type Source = {
  readonly kind: SourceKind
  readonly role: RoleReference
  readonly permissions: ReadonlySet<Permission>
  readonly expiresAt: Date | null
  /** The group that gives it; null for every other source. */
  readonly group: string | null
  /** Why the source counts for nothing at the moment; null when it counts. */
  readonly inactive: 'expired' | 'not_for_service_accounts' | null
}

/** What counts in the account: the organization role, and what every active membership holds at least. */
export function accountSources(membership: MembershipFacts): readonly Source[] {
  return [organizationRole(membership), memberFloor]
}

/** What counts in one workspace: the organization role, the default role, and each grant, by hand or by a group, expired ones marked. */
export function workspaceSources(
  membership: MembershipFacts,
  workspace: WorkspaceFacts,
  now: Date,
): readonly Source[] {
  const { defaultRole, grants } = workspace
  return [
    organizationRole(membership),
    ...(defaultRole === null ? [] : [defaultFor(membership, defaultRole)]),
    ...grants.map((grant) =>
      grant.group === undefined ? granted(grant, now) : byGroup(membership, grant, now),
    ),
  ]
}

/** What the membership's sources give together, after suspension and ceiling: access model section 4. */
export function permissionsFrom(
  membership: MembershipFacts,
  sources: readonly Source[],
): ReadonlySet<Permission> {
  const held = new Set<Permission>()
  for (const source of sources) {
    for (const permission of source.permissions) {
      if (outcomeOf(source, permission, membership) === 'gave') held.add(permission)
    }
  }
  return held
}

/** What one source does about one permission for this membership. */
export function outcomeOf(
  source: Source,
  permission: Permission,
  membership: MembershipFacts,
): SourceOutcome {
  if (!source.permissions.has(permission)) return 'not_held'
  if (source.inactive !== null) return source.inactive
  if (!isActive(membership) || !isBelowCeiling(membership, permission)) return 'held_back'
  return 'gave'
}

/** Whether the membership's roles take effect at all. */
export function isActive(membership: MembershipFacts): boolean {
  return membership.status === 'ACTIVE'
}

/** Whether the organization role lets the permission through; every role that is no ceiling does. */
export function isBelowCeiling(membership: MembershipFacts, permission: Permission): boolean {
  return !isCeiling(membership.role) || permissionsOfRole(membership.role).has(permission)
}

const memberFloor: Source = {
  kind: 'member_floor',
  role: { id: null, name: builtInRole('MEMBER').name },
  permissions: builtInRole('MEMBER').permissions,
  expiresAt: null,
  group: null,
  inactive: null,
}

function organizationRole(membership: MembershipFacts): Source {
  return always('organization_role', membership.role)
}

function defaultFor(membership: MembershipFacts, role: RoleFacts): Source {
  const source = always('default_role', role)
  return membership.kind === 'USER' ? source : { ...source, inactive: 'not_for_service_accounts' }
}

function granted(grant: GrantFacts, now: Date): Source {
  const { role, expiresAt } = grant
  // Written so that an unreadable date counts as expired.
  const isInForce = expiresAt === null || expiresAt.getTime() > now.getTime()
  return { ...always('grant', role), expiresAt, inactive: isInForce ? null : 'expired' }
}

// Service accounts are in no group of a provider, whatever a row may say.
function byGroup(membership: MembershipFacts, grant: GrantFacts, now: Date): Source {
  const source = { ...granted(grant, now), kind: 'group' as const, group: grant.group ?? null }
  return membership.kind === 'USER' ? source : { ...source, inactive: 'not_for_service_accounts' }
}

function always(kind: SourceKind, role: RoleFacts): Source {
  const { id, name } = role
  const permissions = permissionsOfRole(role)
  return { kind, role: { id, name }, permissions, expiresAt: null, group: null, inactive: null }
}
