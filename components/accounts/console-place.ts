import type { AccountSummary } from '@/lib/accounts/schema'
import type { Capability } from '@/lib/capability'
import { paths } from '@/lib/paths'
import type { WorkspaceDetail, WorkspaceReference } from '@/lib/workspaces/schema'

/** What the viewer may begin or read in an account, of what the palette and the sidebar offer. */
export type AccountCapabilities = {
  invite: Capability
  createRole: Capability
  createWorkspace: Capability
  createServiceAccount: Capability
  readAuditLog: Capability
  readSso: Capability
}

/** The account one is in, an organization or a personal one. */
export type AccountPlace = { account: AccountSummary; can: AccountCapabilities }

/** The workspace one is in, and some of its siblings to switch to. */
export type WorkspacePlace = AccountPlace & { workspace: WorkspaceDetail; siblings: WorkspaceReference[] }

/** Where one is in the console. */
export type ConsolePlace =
  | ({ kind: 'account' } & AccountPlace)
  | ({ kind: 'workspace' } & WorkspacePlace)
  | { kind: 'home' }
  | { kind: 'organizations' }
  | { kind: 'person' }
  | { kind: 'operator' }

/** The account of a place, or null above accounts. */
export function accountOfPlace(place: ConsolePlace): AccountPlace | null {
  return place.kind === 'account' || place.kind === 'workspace' ? place : null
}

/** The page of an account that one comes to first: a personal one has no profile. */
export function accountHref({ kind, handle }: Pick<AccountSummary, 'kind' | 'handle'>): string {
  return kind === 'PERSONAL' ? paths.workspaces(handle) : paths.organization(handle)
}
