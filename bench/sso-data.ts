import { randomUUID } from 'node:crypto'
import { createScimToken } from '@/lib/scim/tokens'
import { query } from '@/lib/testing/database'
import { putInGroup } from '@/lib/testing/groups'
import { newPerson } from '@/lib/testing/people'
import { newConnectionRow, newDomain, newDomainRow, proveSession } from '@/lib/testing/sso'
import { cookieOf } from './data'
import { makeOrganizationOf, type BenchOrganization } from './workspace-data'

export type SsoPlace = {
  accountId: string
  /** Of a member who can open the same twenty workspaces in both places. */
  cookie: string
  token: string
  /** Those who were provisioned, and the group that all of them are in. */
  users: { id: string; userName: string }[]
  groupId: string
}
export type SsoBench = { few: SsoPlace; many: SsoPlace }

const workspaces = 20
const mappings = 500

/** An organization of 100 that asks nothing of a session, and one of 10,000 that requires single sign-on and gives access by groups. */
export async function makeSsoBench(): Promise<SsoBench> {
  const few = await makePlace(100)
  const many = await makePlace(10_000)
  const { organization, reader } = many
  await putInGroups(organization, reader.membershipId)
  await requireSignOn(organization, reader)
  // What the server would do by itself a while later, and not in the middle of a measurement.
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return { few: few.place, many: many.place }
}

type Person = Awaited<ReturnType<typeof newPerson>>
type Reader = Person & { membershipId: string }
type Made = { place: SsoPlace; organization: BenchOrganization; reader: Reader }

async function makePlace(members: number): Promise<Made> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const organization = await makeOrganizationOf(administrator, members)
  const { id: accountId, roles } = organization
  await query(
    `INSERT INTO workspace (account_id, id, name, handle)
     SELECT $1::uuid, gen_random_uuid(), 'Workspace ' || x, 'w-' || x FROM generate_series(1, $2::int) x`,
    [accountId, workspaces],
  )
  const person = await newPerson({ email: `reader@${newDomain()}`, name: 'Mia Member' })
  const reader = { ...person, membershipId: randomUUID() }
  await query(
    `INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name)
     VALUES ($1, $2, 'USER', $3, $4, 'Mia Member')`,
    [accountId, reader.membershipId, reader.user.id, roles['MEMBER']],
  )
  if (members === 100) await shareWith(organization, reader)
  const { token } = await createScimToken(administrator.ctx, { accountId, name: 'Bench', expiresAt: null })
  const provisioned = await provision(accountId)
  const cookie = await cookieOf(reader.sessionId)
  return { place: { accountId, cookie, token, ...provisioned }, organization, reader }
}

async function shareWith({ id, roles }: BenchOrganization, { membershipId }: Reader): Promise<void> {
  await query(
    `INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id)
     SELECT account_id, gen_random_uuid(), id, $2::uuid, $3::uuid FROM workspace WHERE account_id = $1`,
    [id, membershipId, roles['RUNNER']],
  )
}

/** All members as a provider would have provisioned them, in one group. */
async function provision(accountId: string): Promise<Pick<SsoPlace, 'users' | 'groupId'>> {
  const users = await query<{ id: string; userName: string }>(
    `INSERT INTO scim_user (account_id, id, user_id, external_id, user_name, user_name_key, is_active, attributes, updated_at)
     SELECT m.account_id, gen_random_uuid(), u.id, md5(u.id::text), u.email, u.email_key, true,
            json_build_object('displayName', u.name, 'active', true, 'emails', json_build_array(json_build_object('value', u.email, 'primary', true))),
            now()
     FROM membership m JOIN "user" u ON u.id = m.user_id WHERE m.account_id = $1 AND u.name LIKE 'Person %'
     RETURNING id, user_name AS "userName"`,
    [accountId],
  )
  const groupId = randomUUID()
  await query(
    `INSERT INTO scim_group (account_id, id, display_name, display_name_key, updated_at) VALUES ($1, $2, 'Everybody', 'everybody', now())`,
    [accountId, groupId],
  )
  await query(
    'INSERT INTO scim_group_member (account_id, group_id, scim_user_id) SELECT account_id, $2::uuid, id FROM scim_user WHERE account_id = $1',
    [accountId, groupId],
  )
  return { users, groupId }
}

/** Five hundred mappings with a role in a workspace each, a hundred of which are the member's: five for each workspace. */
async function putInGroups({ id, roles }: BenchOrganization, membershipId: string): Promise<void> {
  await query(
    `INSERT INTO group_mapping (account_id, id, "group", position, updated_at)
     SELECT $1::uuid, gen_random_uuid(), 'group-' || x, x, now() FROM generate_series(1, $2::int) x`,
    [id, mappings],
  )
  await query(
    `INSERT INTO group_mapping_grant (account_id, mapping_id, workspace_id, role_id)
     SELECT q.account_id, q.id, w.id, $2::uuid FROM group_mapping q
     JOIN workspace w ON w.account_id = q.account_id AND w.handle = 'w-' || (q.position % $3::int + 1) WHERE q.account_id = $1`,
    [id, roles['RUNNER'], workspaces],
  )
  for (let group = 1; group <= 100; group += 1)
    await putInGroup({ accountId: id }, { membershipId, group: `group-${group}` })
}

async function requireSignOn({ id: accountId, roles }: BenchOrganization, reader: Reader): Promise<void> {
  const connectionId = await newConnectionRow({ accountId, roles: { MEMBER: roles['MEMBER'] ?? '' } })
  await newDomainRow({ accountId }, reader.user.email.split('@')[1] ?? '', { connectionId })
  await proveSession({ accountId, connectionId }, reader.sessionId)
  await query('UPDATE account SET is_sso_required = true, session_minutes = 720 WHERE id = $1', [accountId])
}
