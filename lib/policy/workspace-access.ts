import type { MembershipFacts, WorkspaceFacts } from './facts'
import { isWorkspacePermission } from './permissions'
import { isCeiling } from './roles'
import { outcomeOf, workspaceSources, type Source } from './sources'

/** A role that gives a membership something in a workspace, and where it comes from. */
export type AccessSource = {
  readonly kind: 'organization_role' | 'default_role' | 'grant'
  readonly role: { readonly id: string; readonly name: string }
  readonly expiresAt: Date | null
}

/** What a membership's access to one workspace is made of. */
export type WorkspaceAccess = {
  /** The roles that add up, those that give nothing left out. */
  readonly sources: readonly AccessSource[]
  /** How many workspace permissions they give together. */
  readonly permissionCount: number
  /** "Read-only Collaborator by default + Runner directly". Empty for no access. */
  readonly summary: string
}

/** Where a membership's permissions in one workspace come from at the moment `now`: the record of the evaluation, as `workspacePermissions` counts. */
export function workspaceAccess(
  membership: MembershipFacts,
  workspace: WorkspaceFacts,
  now: Date,
  /** What the account is called: a personal one is no organization. */
  accountWord: 'organization' | 'account' = 'organization',
): WorkspaceAccess {
  const contributions = workspaceSources(membership, workspace, now).map((source) => ({
    source,
    outcomes: [...source.permissions]
      .filter(isWorkspacePermission)
      .map((permission) => ({ permission, outcome: outcomeOf(source, permission, membership) })),
  }))
  const giving = contributions.filter(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'gave'))
  const held = giving.flatMap(({ outcomes }) =>
    outcomes.filter(({ outcome }) => outcome === 'gave').map(({ permission }) => permission),
  )
  const isLimited = giving.some(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'held_back'))
  const sources = giving.flatMap(({ source }) => accessSourceOf(source))
  const limit = isLimited && isCeiling(membership.role) ? `, limited by ${membership.role.name}` : ''
  return {
    sources,
    permissionCount: new Set(held).size,
    summary: `${sources.map((source) => phraseOf(source, accountWord)).join(' + ')}${limit}`,
  }
}

// Every source in a workspace is a role that somebody was given; the floor of the account is none.
function accessSourceOf({ kind, role: { id, name }, expiresAt }: Source): readonly AccessSource[] {
  return kind === 'member_floor' || id === null ? [] : [{ kind, role: { id, name }, expiresAt }]
}

const origins: Readonly<Record<Exclude<AccessSource['kind'], 'organization_role'>, string>> = {
  default_role: 'by default',
  grant: 'directly',
}

function phraseOf({ kind, role }: AccessSource, accountWord: string): string {
  return `${role.name} ${kind === 'organization_role' ? `of the ${accountWord}` : origins[kind]}`
}
