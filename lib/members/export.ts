import type { z } from 'zod'
import { authorizeAccount, principalIdOf } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { toCsv } from '@/lib/csv'
import { database } from '@/lib/db/transaction'
import { isVisible, type MembershipFacts, type RoleFacts } from '@/lib/policy/evaluate'
import { decodeCursor, encodeCursor } from '@/lib/pages/page'
import { consume } from '@/lib/rate-limits/service'
import { listRoleFacts } from '@/lib/roles/service'
import { listGrants, listVisibleWorkspaces, type GrantRow, type WorkspaceRow } from './access-store'
import { roleOf } from './facts'
import { listMembers, type MemberRow } from './list-store'
import { parseSort, type exportMembersInput } from './schema'

type ExportInput = z.output<typeof exportMembersInput>

const batchSize = 1_000
const columns = ['name', 'email', 'role', 'status', 'joined', 'last_active', 'workspaces', 'workspace_grants']

/**
 * The members that a filter finds as CSV (RFC 4180, UTF-8, with a header), in pieces as they are read, so that any number fits. Cells
 * that a spreadsheet would take for a formula begin with an apostrophe. `workspaces` counts those the member can open, and
 * `workspace_grants` names the direct ones with their roles; both only of workspaces that the viewer can see, and what grants give to
 * others only where the viewer may read the access. Times are RFC 3339 in UTC.
 * Needs `read:member`, and asks for every piece again what the viewer may see: throws before the first when it is missing, and ends the
 * stream with the error after. Throws `rate_limited` for who exports often.
 */
export async function exportMembers(
  ctx: Ctx,
  input: ExportInput,
  limit = batchSize,
): Promise<{ fileName: string; pieces: AsyncGenerator<string> }> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'read:member')
  await consume('member_export', principalIdOf(access.actor))
  const day = ctx.now.toISOString().slice(0, 10)
  return { fileName: `members-${access.account.handle}-${day}.csv`, pieces: piecesOf(ctx, input, limit) }
}

async function* piecesOf(ctx: Ctx, input: ExportInput, limit: number): AsyncGenerator<string> {
  const { accountId, sort, ...filter } = input
  yield toCsv([columns])
  for (let after: string | undefined; ;) {
    const counting = await prepareCounting({ ...ctx, now: new Date() }, accountId)
    const page = { filter, ...parseSort(sort), after: decodeCursor(after), limit, now: ctx.now }
    const rows = await listMembers(database(), accountId, page)
    const grants = await listGrants(
      database(),
      accountId,
      rows.map(({ id }) => id),
    )
    const grantsOf = groupByMember(grants)
    if (rows.length > 0) yield toCsv(rows.map((row) => lineOf(row, grantsOf.get(row.id) ?? [], counting)))
    const last = rows.at(-1)
    if (!last || rows.length < limit) return
    after = encodeCursor({ key: last.key, id: last.id })
  }
}

function groupByMember(grants: GrantRow[]): ReadonlyMap<string, GrantRow[]> {
  const groups = new Map<string, GrantRow[]>()
  for (const grant of grants)
    groups.set(grant.membershipId, [...(groups.get(grant.membershipId) ?? []), grant])
  return groups
}

type Counting = {
  now: Date
  viewerId: string
  roles: ReadonlyMap<string, RoleFacts>
  workspaces: ReadonlyMap<string, WorkspaceRow>
  /** What a member with this role can open without any grant, worked out once for each role. */
  opened: Map<string, ReadonlySet<string>>
}

// What the viewer may see now: an export of many members runs for a while.
async function prepareCounting(ctx: Ctx, accountId: string): Promise<Counting> {
  const { account, membership } = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const roles = await listRoleFacts(database(), account.id)
  const viewer = { accountId: account.id, membershipId: membership.id, now: ctx.now }
  const workspaces = new Map<string, WorkspaceRow>()
  for (let after: string | null = null; ;) {
    const rows = await listVisibleWorkspaces(database(), viewer, { after, limit: batchSize })
    for (const row of rows) workspaces.set(row.id, row)
    after = rows.at(-1)?.id ?? null
    if (rows.length < batchSize) break
  }
  return {
    now: ctx.now,
    viewerId: membership.id,
    roles: new Map(roles.map((role) => [role.id, role])),
    workspaces,
    opened: new Map(),
  }
}

function lineOf(row: MemberRow, grants: GrantRow[], counting: Counting): string[] {
  const member: MembershipFacts = { kind: 'USER', status: row.status, role: roleOf(row) }
  const seen = grants.filter(({ workspaceId }) => {
    const workspace = counting.workspaces.get(workspaceId)
    return workspace && (workspace.readsAccess || row.id === counting.viewerId)
  })
  return [
    row.name,
    row.email,
    row.roleName,
    row.status.toLowerCase(),
    row.joinedAt.toISOString(),
    row.lastActiveAt?.toISOString() ?? '',
    String(countOpened(member, seen, counting)),
    seen.map((grant) => grantText(grant, counting)).join('; '),
  ]
}

// Grants only add: what opens without them stays open, so only the workspaces with one are asked about again.
function countOpened(member: MembershipFacts, grants: GrantRow[], counting: Counting): number {
  const opened = openedWithoutGrants(member, counting)
  const added = grants.filter((grant) => {
    const workspace = counting.workspaces.get(grant.workspaceId)
    return workspace && !opened.has(workspace.id) && isOpen(member, workspace, counting, grant)
  })
  return opened.size + new Set(added.map(({ workspaceId }) => workspaceId)).size
}

function openedWithoutGrants(member: MembershipFacts, counting: Counting): ReadonlySet<string> {
  const key = `${member.status} ${member.role.id}`
  const known = counting.opened.get(key)
  if (known) return known
  const open = [...counting.workspaces.values()].filter((workspace) => isOpen(member, workspace, counting))
  const ids = new Set(open.map(({ id }) => id))
  counting.opened.set(key, ids)
  return ids
}

function isOpen(
  member: MembershipFacts,
  workspace: WorkspaceRow,
  counting: Counting,
  grant?: GrantRow,
): boolean {
  const { roles, now } = counting
  const role = grant && roles.get(grant.roleId)
  const facts = {
    defaultRole: (workspace.defaultRoleId && roles.get(workspace.defaultRoleId)) || null,
    grants: role ? [{ role, expiresAt: grant.expiresAt }] : [],
  }
  return isVisible(member, facts, now)
}

function grantText(
  { workspaceId, roleId, expiresAt, group }: GrantRow,
  { workspaces, roles }: Counting,
): string {
  const until = expiresAt ? ` until ${expiresAt.toISOString().slice(0, 10)}` : ''
  const origin = group === null ? '' : ` (group ${group})`
  return `${workspaces.get(workspaceId)?.name ?? ''}: ${roles.get(roleId)?.name ?? ''}${until}${origin}`
}
