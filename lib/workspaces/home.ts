import { z } from 'zod'
import { boundAccountOf, requirePerson, requirePrincipal } from '@/lib/authz/access'
import { askerOf } from '@/lib/authz/admission'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, workspaceNotFound } from '@/lib/authz/workspace-standing'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, invalidCursor, pageOf, parseJson } from '@/lib/pages/page'
import { isVisible, type MembershipFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from '@/lib/roles/facts'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { uuid } from '@/lib/uuid'
import * as store from './home-store'
import type {
  listMyWorkspacesInput,
  MyWorkspaceView,
  PinWorkspaceInput,
  WorkspaceOf,
  WorkspaceShortcuts,
} from './schema'
import { accessSummaryOf } from './service'

const shortcutsAtMost = 8

/**
 * One page of the workspaces that whoever asks can open in all their accounts, by account (personal first) and name, each with what they
 * hold there: a service account in its own, a key or session that opens one account in that. Accounts whose IP allowlist does not let their
 * address in, or that ask for another sign-in first, are left out. Throws `unauthenticated` for nobody.
 */
export async function listMyWorkspaces(
  ctx: Ctx,
  input: z.output<typeof listMyWorkspacesInput>,
): Promise<Page<MyWorkspaceView>> {
  const principal = requirePrincipal(ctx)
  const { search, cursor, limit } = input
  const after = readPosition(cursor)
  const found = await store.listMyWorkspaces(database(), {
    viewer: { asker: askerOf(ctx, principal), accountId: boundAccountOf(principal) },
    search,
    after,
    limit: limit + 1,
    now: ctx.now,
  })
  const keyed = found.map((row) => ({
    ...row,
    key: JSON.stringify([row.isOrganization, row.accountKey, row.account.id, row.nameKey]),
  }))
  const { rows, nextCursor } = pageOf(keyed, limit)
  return { rows: rows.flatMap((row) => viewsOf(row, ctx.now)), nextCursor }
}

/** What the signed-in user pinned and what they opened last, of what they can open now; at most eight of each. */
export async function listShortcuts(ctx: Ctx): Promise<WorkspaceShortcuts> {
  const person = requirePerson(ctx)
  const viewer = { asker: askerOf(ctx, person), accountId: person.boundAccountId }
  const rows = await store.listShortcuts(database(), { viewer, atMost: shortcutsAtMost, now: ctx.now })
  const views = rows.flatMap((row) => viewsOf(row, ctx.now))
  return {
    pinned: views.filter((one) => one.is_pinned),
    recent: views.filter((one) => !one.is_pinned),
  }
}

/** Keeps a workspace at hand for the signed-in user alone, or lets go of it; `not_found` for one that they cannot open. */
export async function pinWorkspace(ctx: Ctx, input: PinWorkspaceInput): Promise<{ isPinned: boolean }> {
  const { accountId, workspaceId, isPinned } = input
  const { membership } = await authorizeWorkspace(
    ctx,
    database(),
    { accountId, workspaceId },
    'read:workspace',
  )
  const key = { accountId, workspaceId, membershipId: membership.id }
  if (!(await store.setPinned(database(), key, { isPinned, now: ctx.now }))) throw workspaceNotFound()
  return { isPinned }
}

/** Notes that the viewer opened a workspace, for the list of those opened last; `not_found` for one that they cannot open. */
export async function noteVisit(ctx: Ctx, { accountId, workspaceId }: WorkspaceOf): Promise<void> {
  const key = { accountId, workspaceId }
  const { membership } = await authorizeWorkspace(ctx, database(), key, 'read:workspace')
  await store.noteVisit(database(), { ...key, membershipId: membership.id }, ctx.now)
}

function viewsOf(row: store.MyWorkspaceRow, now: Date): MyWorkspaceView[] {
  const membership: MembershipFacts = { ...row.member, role: roleFactsOf(row.member.role) }
  const facts = workspaceFactsOf(row.defaultRole, row.grant, row.groupGrants)
  // The statement narrows, the policy decides.
  if (!isVisible(membership, facts, now)) return []
  const { id, name, handle, description, account, isPinned } = row
  const access = accessSummaryOf(membership, facts, { now, account })
  return [{ id, name, handle, description, account, access, is_pinned: isPinned }]
}

// No text of the database holds a NUL, and JSON hides one from whoever decoded the cursor.
const nameKey = z.string().regex(/^[^\0]*$/)
const position = z.tuple([z.boolean(), nameKey, uuid(), nameKey])

function readPosition(cursor: string | undefined): store.HomePosition | null {
  const after = decodeCursor(cursor)
  if (!after) return null
  const values = position.safeParse(parseJson(after.key))
  if (!values.success) throw invalidCursor()
  const [isOrganization, accountKey, accountId, key] = values.data
  return { isOrganization, accountKey, accountId, nameKey: key, id: after.id }
}
