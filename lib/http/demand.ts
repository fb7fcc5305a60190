import type { OrganizationPermission, WorkspacePermission } from '@/lib/policy/permissions'

/**
 * What a route demands of whoever asks. The service behind it enforces it; the declaration is what the documentation prints and what the
 * tests of denials walk, so it cannot be left out and cannot be wrong for long.
 */
export type Demand = Closed | Open

type Closed =
  /** In the account of the path. */
  | { of: 'organization'; permission: OrganizationPermission }
  /** In the workspace of the path. */
  | { of: 'workspace'; permission: WorkspacePermission }
  /** Any user or service account, about themselves. */
  | { of: 'principal' }
  /** A user, by session or by a key that was not made for one account. */
  | { of: 'person' }
  | { of: 'operator' }

/** Nobody in particular; `because` says why that is right. */
type Open = { of: 'anyone'; because: string }

/** Demands a permission in the account of the path. */
export function inOrganization(permission: OrganizationPermission): Closed {
  return { of: 'organization', permission }
}

/** Demands a permission in the workspace of the path. */
export function inWorkspace(permission: WorkspacePermission): Closed {
  return { of: 'workspace', permission }
}

export const anyPrincipal: Closed = { of: 'principal' }
export const anyPerson: Closed = { of: 'person' }
export const operatorOnly: Closed = { of: 'operator' }

/** Demands nothing, which has to be said with the reason. */
export function anyone(because: string): Open {
  return { of: 'anyone', because }
}

/** A demand as the documentation says it. */
export function demandText(demand: Demand): string {
  switch (demand.of) {
    case 'organization':
      return `Needs \`${demand.permission}\` in the account.`
    case 'workspace':
      return `Needs \`${demand.permission}\` in the workspace.`
    case 'principal':
      return 'For any user or service account.'
    case 'person':
      return 'For users only, not for service accounts or keys made for one account.'
    case 'operator':
      return 'For the operator of the installation.'
    case 'anyone':
      return `For anybody: ${demand.because}.`
  }
}
