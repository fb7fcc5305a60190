import { randomUUID } from 'node:crypto'
import { createOrganizationFor } from '@/lib/accounts/create'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { cookieOf } from './data'

export type Reader = { cookie: string; ctx: Ctx; workspaces: number; accounts: number }
export type BenchOrganization = { id: string; members: number; roles: Record<string, string> }
export type WorkspaceBench = {
  administrator: { ctx: Ctx; cookie: string }
  /** Who belongs to few accounts with few workspaces, and to many with many. */
  readers: Reader[]
  small: BenchOrganization
  large: BenchOrganization
  /** Workspaces of the large one, by how many grants they have. */
  shared: Record<0 | 100 | 10_000, string>
}

/** What the measures of workspaces are made on: rows, all but the people who ask. */
export async function makeWorkspaceBench(): Promise<WorkspaceBench> {
  const person = await newPerson({ name: 'Grace Hopper' })
  const administrator = { ...person, cookie: await cookieOf(person.sessionId) }
  const small = await makeOrganization(administrator, 100)
  const large = await makeOrganization(administrator, 100_000)
  const shared = {
    0: await addWorkspace(large, 'Shared with nobody'),
    100: await addWorkspace(large, 'Shared with some'),
    10_000: await addWorkspace(large, 'Shared with many'),
  }
  for (const [count, workspaceId] of Object.entries(shared)) await share(large, workspaceId, Number(count))
  const readers = [
    await makeReader(administrator, { accounts: 2, workspacesEach: 10 }),
    await makeReader(administrator, { accounts: 20, workspacesEach: 100 }),
  ]
  // What the server would do by itself a while later, and not in the middle of a measurement.
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return { administrator, readers, small, large, shared }
}

type Person = Awaited<ReturnType<typeof newPerson>>

/** An organization of that many members, with twenty workspaces in which some of them were added. */
async function makeOrganization(administrator: Person, members: number): Promise<BenchOrganization> {
  const organization = await makeOrganizationOf(administrator, members)
  for (let index = 0; index < 20; index += 1) {
    const workspaceId = await addWorkspace(organization, `Workspace ${index}`)
    await share(organization, workspaceId, members / 20)
  }
  return organization
}

/** An organization of that many members, all but its Administrator with the role Member. */
export async function makeOrganizationOf(administrator: Person, members: number): Promise<BenchOrganization> {
  const { id } = await createOrganizationFor(systemContext('The bench'), {
    name: `Bench ${members}`,
    handle: `bench-${randomUUID().slice(0, 8)}`,
    plan: 'ENTERPRISE',
    administrator: administrator.user,
  })
  const rows = await query<{ key: string; id: string }>(
    'SELECT built_in AS key, id FROM role WHERE account_id = $1',
    [id],
  )
  const organization = { id, members, roles: Object.fromEntries(rows.map((row) => [row.key, row.id])) }
  await addMembers(organization)
  return organization
}

async function addMembers({ id, members, roles }: BenchOrganization): Promise<void> {
  const domain = `${id}.example`
  await query(
    `INSERT INTO "user" (id, email, email_key, name)
     SELECT gen_random_uuid(), x || '@' || $1::text, x || '@' || $1::text, 'Person ' || md5(x::text) FROM generate_series(1, $2::int) x`,
    [domain, members - 1],
  )
  // In growing pieces, each known to the planner: it would go on reading a table as a whole that was small when it began.
  for (let done = 0, next = 1_000; done < members - 1; done += next, next *= 10) {
    await query('ANALYZE "user", membership')
    await query(
      `INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
       SELECT $1::uuid, gen_random_uuid(), 'USER', id, $2::uuid, name, email FROM "user"
       WHERE email_key LIKE '%@' || $5::text ORDER BY email_key LIMIT $3 OFFSET $4`,
      [id, roles['MEMBER'], next, done, domain],
    )
  }
  await query('ANALYZE membership')
}

/** Somebody who belongs to organizations with workspaces, half of them open to all and half shared with them. */
async function makeReader(
  administrator: Person,
  { accounts, workspacesEach }: { accounts: number; workspacesEach: number },
): Promise<Reader> {
  const reader = await newPerson({ name: `Reader of ${accounts}` })
  for (let index = 0; index < accounts; index += 1) {
    const { id, roles } = await makeOrganization(administrator, 20)
    await query('DELETE FROM workspace WHERE account_id = $1', [id])
    const membershipId = randomUUID()
    await query(
      `INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name)
       VALUES ($1, $2, 'USER', $3, $4, 'Reader')`,
      [id, membershipId, reader.user.id, roles['MEMBER']],
    )
    await query(
      `INSERT INTO workspace (account_id, id, name, handle, default_role_id)
       SELECT $1::uuid, gen_random_uuid(), 'Workspace ' || x, 'w-' || x, CASE WHEN x % 2 = 0 THEN $2::uuid END
       FROM generate_series(1, $3::int) x`,
      [id, roles['RUNNER'], workspacesEach],
    )
    await query(
      `INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id)
       SELECT account_id, gen_random_uuid(), id, $2::uuid, $3::uuid FROM workspace
       WHERE account_id = $1 AND default_role_id IS NULL`,
      [id, membershipId, roles['RUNNER']],
    )
  }
  const { ctx, sessionId } = reader
  return { ctx, cookie: await cookieOf(sessionId), accounts, workspaces: accounts * workspacesEach }
}

async function addWorkspace({ id: accountId }: BenchOrganization, name: string): Promise<string> {
  const id = randomUUID()
  await query('INSERT INTO workspace (account_id, id, name, handle) VALUES ($1, $2::uuid, $3, $2::text)', [
    accountId,
    id,
    name,
  ])
  return id
}

async function share(organization: BenchOrganization, workspaceId: string, count: number): Promise<void> {
  await query(
    `INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id)
     SELECT account_id, gen_random_uuid(), $2::uuid, id, $3::uuid FROM membership
     WHERE account_id = $1 AND role_id = $4 ORDER BY md5(id::text) LIMIT $5`,
    [organization.id, workspaceId, organization.roles['RUNNER'], organization.roles['MEMBER'], count],
  )
}
