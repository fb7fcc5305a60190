import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { loadStandings } from '@/lib/authz/workspace-facts'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import {
  decideWorkspacePermission,
  isVisible,
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import {
  isWorkspacePermission,
  permissionDefinitions,
  type WorkspacePermission,
} from '@/lib/policy/permissions'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { visitor } from '@/lib/testing/people'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { listMyWorkspacesInput, listWorkspacesInput } from '@/lib/workspaces/schema'
import { listWorkspaces } from '@/lib/workspaces/service'

// What is decided from the rows of a database is what the pure function decides from the facts that the rows were made of.

// One statement each, and the embedded database takes one at a time: there a quarter of them.
const triples = isEmbeddedDatabase() ? 2_500 : 10_000
const permissions = permissionDefinitions.map(({ id }) => id).filter(isWorkspacePermission)
const now = new Date('2030-06-01T12:00:00.000Z')
const ends = [null, null, new Date(now.getTime() - 1), now, new Date(now.getTime() + 1)]

type Principal = {
  id: string
  membershipId: string
  kind: 'USER' | 'SERVICE_ACCOUNT'
  status: 'ACTIVE' | 'SUSPENDED'
  roleId: string
}
type Place = { id: string; defaultRoleId: string | null }
type Given = { workspaceId: string; membershipId: string; roleId: string; expiresAt: Date | null }
type World = {
  organization: Organization
  roles: Map<string, RoleFacts>
  principals: Principal[]
  places: Place[]
  grants: Map<string, Given>
}

const worlds: World[] = []
beforeAll(async () => {
  // The same people in all of them, so that they have workspaces in several accounts.
  const users = Array.from({ length: 24 }, () => randomUUID())
  await query(
    `insert into "user" (id, email, email_key, name) select id, id || '@example.com', id || '@example.com', 'Person' from unnest($1::uuid[]) id`,
    [users],
  )
  for (let seed = 1; seed <= 4; seed += 1) worlds.push(await makeWorld(seed, users))
}, 60_000)

describe('of random organizations', () => {
  test(
    `${triples} random questions are answered by the database as by the policy: yes, forbidden or not found`,
    { timeout: 240_000 },
    async () => {
      const seen = { allowed: 0, forbidden: 0, not_found: 0 }
      const asked = sample(
        fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom(...permissions)),
        triples,
        7,
      )
      const batches = new Map<
        string,
        { world: World; principal: Principal; place: Place; wanted: WorkspacePermission[] }
      >()
      for (const [at, who, where, permission] of asked) {
        const world = pick(worlds, at)
        const [principal, place] = [pick(world.principals, who), pick(world.places, where)]
        const key = `${principal.membershipId} ${place.id}`
        const batch = batches.get(key) ?? { world, principal, place, wanted: [] }
        batch.wanted.push(permission)
        batches.set(key, batch)
      }
      for (const { world, principal, place, wanted } of batches.values()) {
        const decide = principal.kind === 'USER' ? decideAtTheDoor : decideFromStandings
        for (const permission of wanted) {
          const expected = expectedOf(world, principal, place, permission)
          const answer = await decide(world, principal, place, permission)
          expect(answer, describeCase(world, principal, place, permission)).toBe(expected)
          seen[expected] += 1
        }
      }
      expect(seen.allowed + seen.forbidden + seen.not_found).toBe(triples)
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(triples / 20)
    },
  )

  test('the workspaces that one can open are those of all that the policy lets one see, in each account', async () => {
    let listed = 0
    for (const world of worlds) {
      for (const principal of world.principals.filter(({ kind }) => kind === 'USER')) {
        const expected = visibleTo(world, principal)
        const { accountId } = world.organization
        const input = listWorkspacesInput.parse({ accountId, limit: 200 })
        if (principal.status === 'SUSPENDED') {
          await expect(listWorkspaces(ctxOf(principal.id), input)).rejects.toMatchObject({
            code: 'not_found',
          })
          expect(expected).toEqual([])
          continue
        }
        const { rows } = await listWorkspaces(ctxOf(principal.id), input)
        expect(rows.map(({ id }) => id).toSorted()).toEqual(expected)
        for (const { id, access } of rows)
          expect(access.permissions).toBe(heldIn(world, principal, placeOf(world, id)).size)
        listed += rows.length
      }
    }
    expect(listed).toBeGreaterThan(200)
  })

  test('and in all accounts of one at once', async () => {
    const ids = worlds[0]?.principals.filter(({ kind }) => kind === 'USER').map(({ id }) => id) ?? []
    for (const userId of ids) {
      const expected = worlds.flatMap((world) => {
        const principal = world.principals.find(({ id }) => id === userId)
        return principal ? visibleTo(world, principal) : []
      })
      const { rows } = await listMyWorkspaces(ctxOf(userId), listMyWorkspacesInput.parse({ limit: 200 }))
      expect(rows.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
    }
  })
})

type Answer = 'allowed' | 'forbidden' | 'not_found'

function expectedOf(
  world: World,
  principal: Principal,
  place: Place,
  permission: WorkspacePermission,
): Answer {
  const [membership, facts] = factsOf(world, principal, place)
  if (!isVisible(membership, facts, now)) return 'not_found'
  return decideWorkspacePermission(membership, facts, permission, now).allowed ? 'allowed' : 'forbidden'
}

async function decideAtTheDoor(
  { organization: { accountId } }: World,
  { id }: Principal,
  place: Place,
  permission: WorkspacePermission,
): Promise<Answer> {
  try {
    const { held } = await authorizeWorkspace(
      ctxOf(id),
      database(),
      { accountId, workspaceId: place.id },
      permission,
    )
    if (!held.has(permission)) throw new Error('allowed and not held')
    return 'allowed'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code !== 'forbidden' && error.code !== 'not_found') throw error
    return error.code
  }
}

async function decideFromStandings(
  { organization: { accountId } }: World,
  { membershipId }: Principal,
  place: Place,
  permission: WorkspacePermission,
): Promise<Answer> {
  const asked = { accountId, workspaceId: place.id, membershipIds: [membershipId] }
  const standing = (await loadStandings(database(), asked)).standings.get(membershipId)
  if (!standing) throw new Error('a membership was not loaded')
  if (!isVisible(standing.membership, standing.workspace, now)) return 'not_found'
  const decision = decideWorkspacePermission(standing.membership, standing.workspace, permission, now)
  return decision.allowed ? 'allowed' : 'forbidden'
}

function factsOf(world: World, principal: Principal, place: Place): [MembershipFacts, WorkspaceFacts] {
  const roleOf = (id: string) => {
    const role = world.roles.get(id)
    if (!role) throw new Error('a role is not of the world')
    return role
  }
  const given = world.grants.get(`${place.id} ${principal.membershipId}`)
  return [
    { kind: principal.kind, status: principal.status, role: roleOf(principal.roleId) },
    {
      defaultRole: place.defaultRoleId === null ? null : roleOf(place.defaultRoleId),
      grants: given ? [{ role: roleOf(given.roleId), expiresAt: given.expiresAt }] : [],
    },
  ]
}

function heldIn(world: World, principal: Principal, place: Place): ReadonlySet<WorkspacePermission> {
  return workspacePermissions(...factsOf(world, principal, place), now)
}

function visibleTo(world: World, principal: Principal): string[] {
  return world.places
    .filter((place) => isVisible(...factsOf(world, principal, place), now))
    .map(({ id }) => id)
    .toSorted()
}

function placeOf(world: World, id: string): Place {
  const place = world.places.find((one) => one.id === id)
  if (!place) throw new Error('a workspace of elsewhere was listed')
  return place
}

function ctxOf(userId: string): Ctx {
  const user = { kind: 'USER', userId, name: 'Person', email: 'person@example.com' } as const
  return visitor({
    actor: {
      ...user,
      sessionId: randomUUID(),
      apiKey: null,
      boundAccountId: null,
      isOperator: false,
      isEmailVerified: true,
    },
    now,
  })
}

function describeCase(world: World, principal: Principal, place: Place, permission: string): string {
  return JSON.stringify([permission, ...factsOf(world, principal, place)])
}

/** An organization with roles, members, service accounts, workspaces and grants that a seed decides, in one statement each. */
async function makeWorld(seed: number, users: string[]): Promise<World> {
  const organization = await newOrganization()
  const { accountId, roles: builtIn } = organization
  const customs = sample(fc.subarray([...permissions], { minLength: 0, maxLength: 6 }), 6, seed).map(
    (held) => ({
      id: randomUUID(),
      permissions: [...held],
    }),
  )
  const withOrganization = { id: randomUUID(), permissions: ['read:member', 'update:member', 'delete:flow'] }
  const all = [...customs, withOrganization]
  await query(
    `insert into role (account_id, id, name, permissions, updated_at)
     select $1, r.id, r.id::text, array(select jsonb_array_elements_text(r.permissions)), now()
     from jsonb_to_recordset($2::jsonb) r (id uuid, permissions jsonb)`,
    [accountId, JSON.stringify(all)],
  )
  const anyCustom = fc.constantFrom(...customs.map(({ id }) => id))
  const { ADMINISTRATOR, USER, READ_ONLY_USER, MEMBER, OWNER, COLLABORATOR, RUNNER, READ_ONLY_COLLABORATOR } =
    builtIn
  const accountRole = fc.oneof(
    fc.constantFrom(MEMBER, MEMBER, MEMBER, USER, READ_ONLY_USER, ADMINISTRATOR, withOrganization.id),
    anyCustom,
  )
  const workspaceRole = fc.oneof(
    fc.constantFrom(OWNER, COLLABORATOR, RUNNER, READ_ONLY_COLLABORATOR),
    anyCustom,
  )
  const principals = sample(
    fc.record({ roleId: accountRole, status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED') }),
    users.length + 12,
    seed,
  ).map((one, index): Principal => {
    const userId = users[index]
    const kind = userId ? 'USER' : 'SERVICE_ACCOUNT'
    return { ...one, id: userId ?? randomUUID(), membershipId: randomUUID(), kind }
  })
  const robots = principals.filter(({ kind }) => kind === 'SERVICE_ACCOUNT')
  await query(
    'insert into service_account (account_id, id, name) select $1, id, id::text from unnest($2::uuid[]) id',
    [accountId, robots.map(({ id }) => id)],
  )
  await query(
    `insert into membership (account_id, id, kind, user_id, service_account_id, role_id, status, principal_name)
     select $1, m."membershipId", m.kind, case when m.kind = 'USER' then m.id end, case when m.kind <> 'USER' then m.id end,
            m."roleId", m.status, 'Somebody'
     from jsonb_to_recordset($2::jsonb) m
       ("membershipId" uuid, id uuid, kind "PrincipalKind", "roleId" uuid, status "MembershipStatus")`,
    [accountId, JSON.stringify(principals)],
  )
  const places = sample(fc.option(workspaceRole, { freq: 2 }), 12, seed).map((defaultRoleId): Place => ({
    id: randomUUID(),
    defaultRoleId,
  }))
  await query(
    `insert into workspace (account_id, id, name, handle, default_role_id)
     select $1, w.id, w.id::text, w.id::text, w."defaultRoleId" from jsonb_to_recordset($2::jsonb) w (id uuid, "defaultRoleId" uuid)`,
    [accountId, JSON.stringify(places)],
  )
  const grants = await giveGrants({ accountId, principals, places, workspaceRole, seed })
  const rows = await query<RoleFacts>(
    'select id, name, built_in as "builtIn", permissions from role where account_id = $1',
    [accountId],
  )
  return { organization, principals, places, grants, roles: new Map(rows.map((role) => [role.id, role])) }
}

type Making = {
  accountId: string
  principals: Principal[]
  places: Place[]
  workspaceRole: fc.Arbitrary<string>
  seed: number
}

async function giveGrants(making: Making): Promise<World['grants']> {
  const { accountId, principals, places, workspaceRole, seed } = making
  const drawn = sample(
    fc.record({
      place: fc.nat(),
      principal: fc.nat(),
      roleId: workspaceRole,
      expiresAt: fc.constantFrom(...ends),
    }),
    principals.length * 4,
    seed,
  )
  const grants = new Map<string, Given>()
  for (const { place, principal, roleId, expiresAt } of drawn) {
    const [workspaceId, { membershipId }] = [pick(places, place).id, pick(principals, principal)]
    grants.set(`${workspaceId} ${membershipId}`, { workspaceId, membershipId, roleId, expiresAt })
  }
  await query(
    `insert into workspace_grant (account_id, id, workspace_id, membership_id, role_id, expires_at)
     select $1, gen_random_uuid(), g."workspaceId", g."membershipId", g."roleId", g."expiresAt"
     from jsonb_to_recordset($2::jsonb) g ("workspaceId" uuid, "membershipId" uuid, "roleId" uuid, "expiresAt" timestamptz)`,
    [accountId, JSON.stringify([...grants.values()])],
  )
  return grants
}

function sample<Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number, seed: number): Value[] {
  return fc.sample(arbitrary, { numRuns, seed })
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}
