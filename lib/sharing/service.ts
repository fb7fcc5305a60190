import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, type WorkspaceKey, type WorkspaceStanding } from '@/lib/authz/workspace-standing'
import { capabilityOf, type Capability } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, pageOf } from '@/lib/pages/page'
import { decideEnd } from '@/lib/policy/end'
import { decideWorkspacePermission, type MembershipFacts } from '@/lib/policy/evaluate'
import { isCeiling, permissionsOfRole } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import { listRolesForWorkspaces } from '@/lib/roles/service'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { accessSummaryOf } from '@/lib/workspaces/service'
import * as list from './list-store'
import { revisionOf } from './rules'
import type {
  CandidateView,
  listAccessInput,
  listCandidatesInput,
  ListedAccessView,
  SharingEditor,
} from './schema'

/**
 * One page of those who were added to a workspace, by name, then of those whose organization role lets them in, then of those
 * whom a group does, each with the effect and where it comes from. Needs `read:workspace_access` there; throws `not_found` for a workspace that the viewer cannot see.
 */
export async function listAccess(
  ctx: Ctx,
  input: z.output<typeof listAccessInput>,
): Promise<Page<ListedAccessView>> {
  const { accountId, workspaceId, search, source, kind, cursor, limit } = input
  const standing = await authorizeWorkspace(ctx, database(), input, 'read:workspace_access')
  const found = await list.listAccess(database(), {
    accountId,
    workspaceId,
    search,
    source,
    kind,
    after: decodeCursor(cursor),
    limit: limit + 1,
  })
  const { rows, nextCursor } = pageOf(found, limit)
  const share = shareCapability(standing, ctx.now)
  return { rows: rows.map((row) => accessViewOf(row, { standing, share, now: ctx.now })), nextCursor }
}

/**
 * The first members and service accounts of the account that a search finds, by name, with what they hold in the workspace: for adding
 * some. Needs `update:workspace_access` there.
 */
export async function listCandidates(
  ctx: Ctx,
  input: z.output<typeof listCandidatesInput>,
): Promise<CandidateView[]> {
  const { workspace, account } = await authorizeWorkspace(ctx, database(), input, 'update:workspace_access')
  const rows = await list.listCandidates(database(), input)
  return rows.map((row) => {
    const { id, kind, name, email, role, grant, groupGrants } = row
    const access = accessSummaryOf(
      membershipOf(row),
      { ...workspaceFactsOf(null, grant, groupGrants), defaultRole: workspace.defaultRole },
      { now: ctx.now, account },
    )
    return {
      membership_id: id,
      kind,
      name,
      email,
      organization_role: role.name,
      summary: access.summary,
      is_added: grant !== null && decideEnd(endOf(grant), ctx.now).allowed,
      is_read_only: isCeiling(roleFactsOf(role)),
    }
  })
}

/** What the page of a workspace's sharing offers besides the list. Needs `read:workspace_access` there. */
export async function getSharingEditor(ctx: Ctx, key: WorkspaceKey): Promise<SharingEditor> {
  const standing = await authorizeWorkspace(ctx, database(), key, 'read:workspace_access')
  const { account, workspace, held } = standing
  const { id, name, handle, defaultRole } = workspace
  return {
    workspace: {
      id,
      name,
      handle,
      default_role: defaultRole && { id: defaultRole.id, name: defaultRole.name },
      account: { id: account.id, kind: account.kind, name: account.name, handle: account.handle },
    },
    share: shareCapability(standing, ctx.now),
    roles: await listRolesForWorkspaces(database(), account.id, held),
  }
}

type Viewing = { standing: WorkspaceStanding; share: Capability; now: Date }

function accessViewOf(row: list.AccessRow, { standing, share, now }: Viewing): ListedAccessView {
  const { id, serviceAccountId, actorId, kind, name, email, status, role, grant, groupGrants } = row
  const facts = { ...workspaceFactsOf(null, grant, groupGrants), defaultRole: standing.workspace.defaultRole }
  const can = !grant && share.allowed ? notAdded(row) : share
  return {
    id: actorId,
    type: kind === 'USER' ? 'user' : 'service_account',
    membership_id: id,
    service_account_id: serviceAccountId,
    kind,
    name,
    email,
    status,
    organization_role: role.name,
    is_viewer: id === standing.membership.id,
    ...accessSummaryOf(membershipOf(row), facts, { now, account: standing.account }),
    grant: grant && {
      role_id: grant.role.id,
      role_name: grant.role.name,
      expires_at: endOf(grant)?.toISOString() ?? null,
      is_expired: !decideEnd(endOf(grant), now).allowed,
      revision: revisionOf(grant),
    },
    can: { change: can, remove: can },
  }
}

function shareCapability({ membership, facts }: WorkspaceStanding, now: Date): Capability {
  return capabilityOf(decideWorkspacePermission(membership, facts, 'update:workspace_access', now))
}

function notAdded({ role, groupGrants }: list.AccessRow): Capability {
  const [first] = groupGrants ?? []
  if (!first || permissionsOfRole(roleFactsOf(role)).has('read:workspace'))
    return {
      allowed: false,
      reason: 'not_added',
      message: `Comes in by the organization role ${role.name}, which is changed on the page of the members.`,
    }
  return {
    allowed: false,
    reason: 'role_from_group',
    message: `Comes in by the group ${first.group}. Change the group at the identity provider, or what it gives on the page of single sign-on.`,
  }
}

function membershipOf({ kind, status, role }: Omit<list.AccessRow, 'key'>): MembershipFacts {
  return { kind, status, role: roleFactsOf(role) }
}

function endOf({ expiresAt }: { expiresAt: string | null }): Date | null {
  return expiresAt === null ? null : new Date(expiresAt)
}
