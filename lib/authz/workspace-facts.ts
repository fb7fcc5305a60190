import type { Tx } from '@/lib/db/transaction'
import type { MembershipFacts, RoleFacts, WorkspaceFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from '@/lib/roles/facts'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { listStandings, type StandingRow, type StandingsAsked } from './workspace-facts-store'

/** What decides about one membership in one workspace. */
export type Standing = {
  membership: MembershipFacts & { id: string; serviceAccountId: string | null; name: string }
  workspace: WorkspaceFacts
}

export type WorkspaceStandings = {
  /** Null when the account has no such workspace, or none was asked for: then nothing in it is given to anybody. */
  workspace: { id: string; name: string; handle: string } | null
  /** By the id of the membership; ids that are not of the account are missing. */
  standings: ReadonlyMap<string, Standing>
}

/**
 * Loads the facts about some memberships in one workspace (or in none) in one statement, all looked up within the account. For
 * services that have authorized: what the viewer may not see is theirs to hide.
 */
export async function loadStandings(tx: Tx, asked: StandingsAsked): Promise<WorkspaceStandings> {
  const standings = new Map<string, Standing>()
  const rows = await listStandings(tx, asked)
  for (const row of rows) {
    standings.set(row.membershipId, {
      membership: membershipOf(row),
      workspace: { defaultRole: defaultRoleOf(row), grants: grantsOf(row) },
    })
  }
  return { workspace: workspaceOf(rows[0]), standings }
}

function workspaceOf(row: StandingRow | undefined): WorkspaceStandings['workspace'] {
  if (!row?.workspaceId) return null
  return { id: row.workspaceId, name: row.workspaceName ?? '', handle: row.workspaceHandle ?? '' }
}

function membershipOf(row: StandingRow): Standing['membership'] {
  const { membershipId: id, serviceAccountId, name, kind, status } = row
  const role = roleFactsOf({
    id: row.roleId,
    name: row.roleName,
    builtIn: row.roleBuiltIn,
    permissions: row.rolePermissions,
  })
  return { id, serviceAccountId, name, kind, status, role }
}

function defaultRoleOf(row: StandingRow): RoleFacts | null {
  const { defaultId: id, defaultName: name, defaultBuiltIn: builtIn, defaultPermissions: permissions } = row
  return id && name ? roleFactsOf({ id, name, builtIn, permissions: permissions ?? [] }) : null
}

function grantsOf(row: StandingRow): WorkspaceFacts['grants'] {
  const { grantId: id, grantName: name, grantBuiltIn: builtIn, grantPermissions: permissions } = row
  const byGroups = workspaceFactsOf(null, null, row.groupGrants).grants
  if (!id || !name) return byGroups
  const role = roleFactsOf({ id, name, builtIn, permissions: permissions ?? [] })
  return [{ role, expiresAt: row.expiresAt }, ...byGroups]
}
