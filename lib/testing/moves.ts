import fc from 'fast-check'
import { expect } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import {
  changeMemberRole,
  changeMemberRoles,
  leaveOrganization,
  reactivateMember,
  reactivateMembers,
  removeMember,
  removeMembers,
  suspendMember,
  suspendMembers,
} from '@/lib/members/manage'
import type { MemberOutcome } from '@/lib/members/schema'
import { permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import type { Permission } from '@/lib/policy/permissions'
import { permissionsOfRole } from '@/lib/policy/roles'
import { deleteRole } from '@/lib/roles/delete'
import { createRole, updateRole } from '@/lib/roles/manage'
import { roleFactsOf } from '@/lib/roles/facts'
import { query } from './database'
import { newCustomRole, newMember, newOrganization, type Organization, type Person } from './organizations'

// What people try with members and roles, by whichever door, and what has to hold afterwards.

/** Straight to the services, as pages go. */
export const servicesDoor = {
  changeMemberRole: by(changeMemberRole),
  changeMemberRoles: by(changeMemberRoles),
  leaveOrganization: by(leaveOrganization),
  reactivateMember: by(reactivateMember),
  reactivateMembers: by(reactivateMembers),
  removeMember: by(removeMember),
  removeMembers: by(removeMembers),
  suspendMember: by(suspendMember),
  suspendMembers: by(suspendMembers),
  createRole: by(createRole),
  updateRole: by(updateRole),
  deleteRole: by(deleteRole),
}

/** A way to the services, as somebody. */
export type Door = typeof servicesDoor

function by<Input, Result>(service: (ctx: Ctx, input: Input) => Promise<Result>) {
  return ({ ctx }: Person, input: Input) => service(ctx, input)
}

const contents: Permission[][] = [
  ['update:member', 'delete:member', 'read:role', 'read:organization', 'read:service_account'],
  [
    'create:role',
    'update:role',
    'delete:role',
    'update:member',
    'read:flow',
    'read:organization',
    'read:service_account',
  ],
  ['delete:flow', 'create:flow_run'],
  [],
]

export type Move = {
  kind: (typeof kinds)[number]
  actor: number
  target: number
  /** Besides the target, where several are changed at once. */
  others: number[]
  role: number
  content: number
}
const kinds = [
  'role',
  'roles',
  'suspendMany',
  'reactivateMany',
  'removeMany',
  'suspend',
  'reactivate',
  'remove',
  'leave',
  'createRole',
  'updateRole',
  'deleteRole',
] as const

export const anyMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...kinds, 'role', 'updateRole'),
  actor: fc.nat(5),
  target: fc.nat(5),
  others: fc.array(fc.nat(5), { maxLength: 3 }),
  role: fc.nat(7),
  content: fc.nat(contents.length - 1),
})

export type World = {
  organization: Organization
  people: (Person & { membershipId: string })[]
  roleIds: string[]
}

/** An organization with six people of six roles, three of them its own. */
export async function makeWorld(): Promise<World> {
  const organization = await newOrganization()
  const { roles } = organization
  const custom: string[] = []
  for (const content of contents.slice(0, 3))
    custom.push(await newCustomRole(organization, [...permissionsOf(content)]))
  const roleIds = [roles.ADMINISTRATOR, roles.USER, roles.READ_ONLY_USER, roles.MEMBER, ...custom]
  const people: World['people'] = []
  for (const role of [roles.ADMINISTRATOR, roles.USER, roles.MEMBER, ...custom])
    people.push(await newMember(organization, role))
  return { organization, people, roleIds }
}

/**
 * Makes a move through a door and checks what it left: an active Administrator; nothing changed for whom it was refused; nobody who holds
 * more by it than the actor held. Returns whether it was let through.
 */
export async function isAccepted(world: World, move: Move, door: Door): Promise<boolean> {
  const { organization, people } = world
  const actor = people[move.actor]
  const held = actor && (await heldBy(organization, actor))
  const before = await stateOf(organization)
  const outcomes = await tryMove(world, move, door).catch((error: unknown) => {
    if (error instanceof AppError) return null
    throw error
  })
  const after = await stateOf(organization)
  expect(after.administrators).toBeGreaterThanOrEqual(1)
  for (const { membershipId, outcome } of outcomes ?? [])
    if (outcome !== 'changed')
      expect(after.members.get(membershipId)).toEqual(before.members.get(membershipId))
  if (outcomes === null || (outcomes.length > 0 && outcomes.every(({ outcome }) => outcome === 'refused'))) {
    expect(after).toEqual(before)
    return false
  }
  for (const [id, permissions] of after.members) {
    const was = before.members.get(id)
    if (was && isSame(was, permissions)) continue
    expect([...permissions].filter((permission) => !held?.has(permission))).toEqual([])
  }
  return true
}

/** What became of each member of the move; a change of something else is one of nobody in particular. */
async function tryMove(world: World, move: Move, door: Door): Promise<MemberOutcome[]> {
  const { organization, people, roleIds } = world
  const { accountId } = organization
  const [actor, target] = [people[move.actor], people[move.target]]
  const roleId = roleIds[move.role % roleIds.length] ?? ''
  if (!actor || !target) throw new Error('there are six of them')
  const member = { accountId, membershipId: target.membershipId }
  const permissions = contents[move.content] ?? []
  const content = { accountId, name: `Role ${Math.random()}`, description: '', permissions }
  const ids = [target, ...move.others.flatMap((index) => people[index] ?? [])].map((one) => one.membershipId)
  const members = { accountId, membershipIds: [...new Set(ids)] }
  switch (move.kind) {
    case 'role':
      return [
        await door.changeMemberRole(actor, { ...member, ...(await changeOf(member.membershipId, roleId)) }),
      ]
    case 'suspend':
      return [await door.suspendMember(actor, member)]
    case 'reactivate':
      return [await door.reactivateMember(actor, member)]
    case 'remove':
      return [await door.removeMember(actor, member)]
    case 'leave':
      return [await door.leaveOrganization(actor, { accountId })]
    case 'roles': {
      const changes = await Promise.all(members.membershipIds.map((id) => changeOf(id, roleId)))
      return (await door.changeMemberRoles(actor, { accountId, changes })).outcomes
    }
    case 'suspendMany':
      return (await door.suspendMembers(actor, members)).outcomes
    case 'reactivateMany':
      return (await door.reactivateMembers(actor, members)).outcomes
    case 'removeMany':
      return (await door.removeMembers(actor, members)).outcomes
    case 'createRole':
      roleIds.push((await door.createRole(actor, content)).id)
      return []
    case 'updateRole':
      await door.updateRole(actor, { ...content, roleId, expectedVersion: await versionOf(roleId) })
      return []
    case 'deleteRole':
      await door.deleteRole(actor, { accountId, roleId, reassignTo: { account: organization.roles.MEMBER } })
      return []
  }
}

async function changeOf(membershipId: string, roleId: string) {
  return { membershipId, roleId, expectedRoleId: await roleOf(membershipId) }
}

async function heldBy({ accountId }: Organization, { ctx }: Person): Promise<ReadonlySet<Permission>> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:organization').catch(() => null)
  return access ? permissionsAcrossWorkspaces(access.membership) : new Set()
}

async function stateOf({ accountId }: Organization) {
  const rows = await query<{
    id: string
    status: 'ACTIVE' | 'SUSPENDED'
    roleId: string
    name: string
    builtIn: string | null
    permissions: string[]
  }>(
    `select m.id, m.status, r.id as "roleId", r.name, r.built_in as "builtIn", r.permissions
     from membership m join role r on r.account_id = m.account_id and r.id = m.role_id where m.account_id = $1 order by m.id`,
    [accountId],
  )
  const members = rows.map((row) => {
    const role = roleFactsOf({ ...row, id: row.roleId })
    return [row.id, permissionsAcrossWorkspaces({ kind: 'USER', status: row.status, role })] as const
  })
  const administrators = rows.filter(
    ({ status, builtIn }) => status === 'ACTIVE' && builtIn === 'ADMINISTRATOR',
  )
  return { members: new Map(members), administrators: administrators.length }
}

function permissionsOf(content: Permission[]): ReadonlySet<Permission> {
  return permissionsOfRole({ id: '', name: '', builtIn: null, permissions: content })
}

function isSame(one: ReadonlySet<Permission>, other: ReadonlySet<Permission>): boolean {
  return one.size === other.size && [...one].every((permission) => other.has(permission))
}

async function roleOf(membershipId: string): Promise<string> {
  const [row] = await query<{ roleId: string }>('select role_id as "roleId" from membership where id = $1', [
    membershipId,
  ])
  return row?.roleId ?? membershipId
}

async function versionOf(roleId: string): Promise<number> {
  const [row] = await query<{ version: number }>('select version from role where id = $1', [roleId])
  return row?.version ?? 1
}
