import type { z } from 'zod'
import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, type WorkspaceKey } from '@/lib/authz/workspace-standing'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import type { MembershipKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import { authorizeReader, membershipNotFound } from '@/lib/members/membership'
import { decodeCursor, pageOf } from '@/lib/pages/page'
import { accountWordOf, workspaceAccess } from '@/lib/policy/access'
import {
  decideWorkspacePermission,
  isVisible,
  type MembershipFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { isWorkspacePermission, permissionDefinitions } from '@/lib/policy/permissions'
import type { RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import { listRolesForWorkspaces, permissionsHeld } from '@/lib/roles/service'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { countWorkspacePlaces } from './manage'
import { decideCreation, decideTransferFrom, flowCapabilitiesOf, workspaceCapabilitiesOf } from './rules'
import type {
  AccessSummary,
  listWorkspacesInput,
  MemberWorkspaceView,
  WorkspaceDetail,
  WorkspaceEditor,
  WorkspaceView,
} from './schema'
import * as store from './store'

/**
 * One page of the workspaces that a member or service account can open, by name, with where each access comes from. Only workspaces that
 * the viewer can open too are listed, and of somebody else only those where the viewer holds `read:workspace_access`. Needs `read:member`,
 * of a service account `read:service_account`; throws `not_found` for a membership that is not the account's.
 */
export async function listMemberWorkspaces(
  ctx: Ctx,
  input: z.output<typeof listWorkspacesInput> & MembershipKey,
): Promise<Page<MemberWorkspaceView>> {
  const { accountId, search, cursor, limit } = input
  const viewer = await authorizeReader(ctx, accountId, input)
  const found = await store.findMemberWorkspaces(database(), {
    accountId,
    of: input,
    viewerMembershipId: viewer.membership.id,
    search,
    after: decodeCursor(cursor),
    limit: limit + 1,
    now: ctx.now,
  })
  if (!found) throw membershipNotFound(input)
  const member: MembershipFacts = { ...found.member, role: roleFactsOf(found.member.role) }
  const { rows, nextCursor } = pageOf(found.workspaces, limit)
  const isTold = (facts: WorkspaceFacts) =>
    isVisible(viewer.membership, facts, ctx.now) &&
    (viewer.membership.id === found.member.id ||
      decideWorkspacePermission(viewer.membership, facts, 'read:workspace_access', ctx.now).allowed)
  return {
    // The statement narrows, the policy decides: what it does not let both see is left out.
    rows: rows
      .filter(
        (row) =>
          isVisible(member, workspaceFactsOf(row.defaultRole, row.grant, row.groupGrants), ctx.now) &&
          isTold(workspaceFactsOf(row.defaultRole, row.viewerGrant, row.viewerGroupGrants)),
      )
      .map((row) => ({
        workspace: { id: row.id, name: row.name, handle: row.handle },
        ...accessSummaryOf(member, workspaceFactsOf(row.defaultRole, row.grant, row.groupGrants), {
          now: ctx.now,
          account: viewer.account,
        }),
      })),
    nextCursor,
  }
}

/** One page of the workspaces of an account that the viewer can open, by name, with what they hold there. Needs `read:organization`. */
export async function listWorkspaces(
  ctx: Ctx,
  input: z.output<typeof listWorkspacesInput>,
): Promise<Page<WorkspaceView>> {
  const { accountId, search, cursor, limit } = input
  const { account, membership } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const found = await store.listVisibleWorkspaces(database(), {
    accountId,
    viewerMembershipId: membership.id,
    search,
    after: decodeCursor(cursor),
    limit: limit + 1,
    now: ctx.now,
  })
  const { rows, nextCursor } = pageOf(found, limit)
  return {
    rows: rows
      .map((row) => ({
        ...row,
        facts: workspaceFactsOf(row.defaultRole, row.viewerGrant, row.viewerGroupGrants),
      }))
      .filter(({ facts }) => isVisible(membership, facts, ctx.now))
      .map(({ id, name, handle, description, createdAt, isPinned, facts }) => ({
        id,
        name,
        handle,
        description,
        created_at: new Date(createdAt).toISOString(),
        default_role: namedRole(facts.defaultRole),
        access: accessSummaryOf(membership, facts, { now: ctx.now, account }),
        is_pinned: isPinned,
        can: workspaceCapabilitiesOf(membership, facts, ctx.now),
      })),
    nextCursor,
  }
}

/** What the page of an account's workspaces offers the viewer. Needs `read:organization`. */
export async function getWorkspaceEditor(ctx: Ctx, accountId: string): Promise<WorkspaceEditor> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const places = await countWorkspacePlaces(database(), access)
  return {
    create: capabilityOf(decideCreation(access.membership, places)),
    defaultRoles: await listRolesForWorkspaces(database(), accountId, permissionsHeld(access)),
    limit: places.limit,
  }
}

const countLimit = 10_000

/** How many workspaces of an account the viewer can open; `limit` and more are not told apart. Needs `read:organization`. */
export async function countWorkspaces(
  ctx: Ctx,
  accountId: string,
): Promise<{ count: number; limit: number }> {
  const { membership } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const asked = { accountId, membershipId: membership.id, atMost: countLimit, now: ctx.now }
  return { count: await store.countVisibleWorkspaces(database(), asked), limit: countLimit }
}

/** One workspace as its own page shows it. Needs `read:workspace` there: what one cannot see is `not_found`. */
export async function getWorkspace(ctx: Ctx, key: WorkspaceKey): Promise<WorkspaceDetail> {
  const standing = await authorizeWorkspace(ctx, database(), key, 'read:workspace')
  const { account, membership, workspace, facts } = standing
  const { isPinned, ...counts } = await store.findSurroundings(database(), {
    accountId: account.id,
    workspaceId: workspace.id,
    membershipId: membership.id,
  })
  const can = workspaceCapabilitiesOf(membership, facts, ctx.now)
  const { id, kind, name, handle } = account
  return {
    id: workspace.id,
    name: workspace.name,
    handle: workspace.handle,
    description: workspace.description,
    created_at: workspace.createdAt.toISOString(),
    updated_at: workspace.updatedAt.toISOString(),
    default_role: namedRole(workspace.defaultRole),
    access: accessSummaryOf(membership, facts, { now: ctx.now, account }),
    account: { id, kind, name, handle },
    is_pinned: isPinned,
    held: workspacePermissionIds.filter((id) => standing.held.has(id)),
    // How many there are is for those who may read who they are.
    counts: can.readAccess.allowed ? counts : { grants: 0, invitations: 0 },
    can: {
      ...can,
      ...flowCapabilitiesOf(membership, facts, ctx.now),
      transfer: capabilityOf(decideTransferFrom(membership)),
    },
  }
}

/** What somebody's access to a workspace is made of, as pages and routes show it. */
export function accessSummaryOf(
  membership: MembershipFacts,
  facts: Parameters<typeof workspaceAccess>[1],
  { now, account }: { now: Date; account: Pick<AccountAccess['account'], 'kind'> },
): AccessSummary {
  const { summary, sources, permissionCount } = workspaceAccess(
    membership,
    facts,
    now,
    accountWordOf(account),
  )
  return {
    summary,
    sources: sources.map(({ kind, role, expiresAt, group }) => ({
      group,
      kind,
      role,
      expires_at: expiresAt?.toISOString() ?? null,
    })),
    permissions: permissionCount,
  }
}

const workspacePermissionIds = permissionDefinitions.map(({ id }) => id).filter(isWorkspacePermission)

function namedRole(role: RoleFacts | null): { id: string; name: string } | null {
  return role && { id: role.id, name: role.name }
}
