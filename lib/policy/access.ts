import type { MembershipFacts, WorkspaceFacts } from './facts'
import { isOrganizationPermission, isWorkspacePermission, type Permission } from './permissions'
import { isCeiling, permissionsOfRole } from './roles'
import { accountSources, outcomeOf, workspaceSources, type Source } from './sources'

/** A role that gives a membership something, and where it comes from. */
export type AccessSource = {
  readonly kind: 'organization_role' | 'default_role' | 'grant' | 'group'
  readonly role: { readonly id: string; readonly name: string }
  readonly expiresAt: Date | null
  /** The group that gives it; null for every other source. */
  readonly group: string | null
}

/** What a membership's access to one workspace, or to the account itself, is made of. */
export type Access = {
  /** The roles that add up, those that give nothing left out. */
  readonly sources: readonly AccessSource[]
  /** How many permissions they give together. */
  readonly permissionCount: number
  /** "Read-only Collaborator by default + Runner directly". Empty for no access. */
  readonly summary: string
}

/** What an account is called in sentences: a personal one is no organization. */
export type AccountWord = 'organization' | 'account'

/** The word for an account of this kind. */
export function accountWordOf({ kind }: { readonly kind: 'PERSONAL' | 'ORGANIZATION' }): AccountWord {
  return kind === 'PERSONAL' ? 'account' : 'organization'
}

/** Where a membership's permissions in one workspace come from at the moment `now`: the record of the evaluation, as `workspacePermissions` counts. */
export function workspaceAccess(
  membership: MembershipFacts,
  workspace: WorkspaceFacts,
  now: Date,
  accountWord: AccountWord = 'organization',
): Access {
  const sources = workspaceSources(membership, workspace, now)
  return accessFrom(membership, sources, { isCounted: isWorkspacePermission, accountWord })
}

/** Where a membership's permissions in the account itself come from, as `organizationPermissions` counts. */
export function organizationAccess(
  membership: MembershipFacts,
  accountWord: AccountWord = 'organization',
): Access {
  const ofRole = permissionsOfRole(membership.role)
  // What everybody holds is worth a word only where the role leaves some of it out.
  const isWorthNaming = ({ kind, permissions }: Source) =>
    kind !== 'member_floor' || [...permissions].some((permission) => !ofRole.has(permission))
  const sources = accountSources(membership).filter(isWorthNaming)
  return accessFrom(membership, sources, { isCounted: isOrganizationPermission, accountWord })
}

type Counting = { isCounted: (permission: Permission) => boolean; accountWord: AccountWord }

function accessFrom(
  membership: MembershipFacts,
  from: readonly Source[],
  { isCounted, accountWord }: Counting,
): Access {
  const contributions = from.map((source) => ({
    source,
    outcomes: [...source.permissions]
      .filter(isCounted)
      .map((permission) => ({ permission, outcome: outcomeOf(source, permission, membership) })),
  }))
  const giving = contributions.filter(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'gave'))
  const held = giving.flatMap(({ outcomes }) =>
    outcomes.filter(({ outcome }) => outcome === 'gave').map(({ permission }) => permission),
  )
  const isLimited = giving.some(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'held_back'))
  const limit = isLimited && isCeiling(membership.role) ? `, limited by ${membership.role.name}` : ''
  return {
    sources: giving.flatMap(({ source }) => accessSourceOf(source)),
    permissionCount: new Set(held).size,
    summary: `${giving.map(({ source }) => phraseOf(source, accountWord)).join(' + ')}${limit}`,
  }
}

// The floor of the account is no role that somebody was given.
function accessSourceOf({ kind, role: { id, name }, expiresAt, group }: Source): readonly AccessSource[] {
  return kind === 'member_floor' || id === null ? [] : [{ kind, role: { id, name }, expiresAt, group }]
}

function phraseOf({ kind, role, group }: Source, accountWord: AccountWord): string {
  if (kind === 'group') return `${role.name} by group ${group}`
  return `${role.name} ${originOf(kind, accountWord)}`
}

function originOf(kind: Source['kind'], accountWord: AccountWord): string {
  switch (kind) {
    case 'organization_role':
      return `of the ${accountWord}`
    case 'member_floor':
      return `by belonging to the ${accountWord}`
    case 'default_role':
      return 'by default'
    default:
      return 'directly'
  }
}
