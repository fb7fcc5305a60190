import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { memberNotFound } from '@/lib/members/detail'
import { decodeCursor, pageOf } from '@/lib/pages/page'
import { isVisible, type MembershipFacts, type WorkspaceFacts } from '@/lib/policy/evaluate'
import { workspaceAccess } from '@/lib/policy/workspace-access'
import { roleFactsOf } from '@/lib/roles/facts'
import type {
  listMemberWorkspacesInput,
  listWorkspacesInput,
  MemberWorkspaceView,
  WorkspaceReference,
} from './schema'
import * as store from './store'

/**
 * One page of the workspaces that a member can open, by name, with where each access comes from. Only workspaces that the viewer can
 * open too are listed. Needs `read:member`; throws `not_found` for a membership that is not the account's.
 */
export async function listMemberWorkspaces(
  ctx: Ctx,
  input: z.output<typeof listMemberWorkspacesInput>,
): Promise<Page<MemberWorkspaceView>> {
  const { accountId, membershipId, search, cursor, limit } = input
  const viewer = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const found = await store.findMemberWorkspaces(database(), {
    accountId,
    membershipId,
    viewerMembershipId: viewer.membership.id,
    search,
    after: decodeCursor(cursor),
    limit: limit + 1,
    now: ctx.now,
  })
  if (!found) throw memberNotFound()
  const member: MembershipFacts = { ...found.member, role: roleFactsOf(found.member.role) }
  const { rows, nextCursor } = pageOf(found.workspaces, limit)
  return {
    // The statement narrows, the policy decides: what it does not let both see is left out.
    rows: rows
      .filter(
        (row) =>
          isVisible(member, factsOf(row, row.grant), ctx.now) &&
          isVisible(viewer.membership, factsOf(row, row.viewerGrant), ctx.now),
      )
      .map((row) => memberWorkspaceViewOf(member, row, ctx.now)),
    nextCursor,
  }
}

/** One page of the workspaces that the viewer can open, by name: for choosing one. Needs `read:organization`. */
export async function listWorkspaceReferences(
  ctx: Ctx,
  input: z.output<typeof listWorkspacesInput>,
): Promise<Page<WorkspaceReference>> {
  const { accountId, search, cursor, limit } = input
  const viewer = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const found = await store.listVisibleWorkspaces(database(), {
    accountId,
    viewerMembershipId: viewer.membership.id,
    search,
    after: decodeCursor(cursor),
    limit: limit + 1,
    now: ctx.now,
  })
  const { rows, nextCursor } = pageOf(found, limit)
  return {
    rows: rows
      .filter((row) => isVisible(viewer.membership, factsOf(row, row.viewerGrant), ctx.now))
      .map(referenceOf),
    nextCursor,
  }
}

function memberWorkspaceViewOf(
  member: MembershipFacts,
  row: store.MemberWorkspaceRow,
  now: Date,
): MemberWorkspaceView {
  const access = workspaceAccess(member, factsOf(row, row.grant), now)
  return {
    workspace: referenceOf(row),
    summary: access.summary,
    sources: access.sources.map(({ kind, role, expiresAt }) => ({
      kind,
      role,
      expires_at: expiresAt?.toISOString() ?? null,
    })),
    permissions: access.permissionCount,
  }
}

function factsOf({ defaultRole }: store.WorkspaceRow, grant: store.GrantColumn | null): WorkspaceFacts {
  return {
    defaultRole: defaultRole && roleFactsOf(defaultRole),
    grants: grant
      ? [{ role: roleFactsOf(grant.role), expiresAt: grant.expiresAt ? new Date(grant.expiresAt) : null }]
      : [],
  }
}

function referenceOf({ id, name, handle }: store.WorkspaceRow): WorkspaceReference {
  return { id, name, handle }
}
