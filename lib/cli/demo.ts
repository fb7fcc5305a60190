import { randomBytes } from 'node:crypto'
import { createOrganizationFor } from '@/lib/accounts/create'
import type { AuditInput } from '@/lib/audit/schema'
import { recordOperatorAudit } from '@/lib/audit/installation'
import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { database, lockAccount, withTransaction } from '@/lib/db/transaction'
import { addMember, findMembersByEmailKey } from '@/lib/members/service'
import { listRolesOfAccount } from '@/lib/roles/service'
import { fillWithRuns } from '@/lib/seed/runs'
import { createServiceAccount } from '@/lib/service-accounts/manage'
import { addAccess } from '@/lib/sharing/manage'
import { actingAs } from '@/lib/users/acting-user'
import { addUser, findUserByEmailKey } from '@/lib/users/service'
import { createWorkspace } from '@/lib/workspaces/manage'

const handle = 'demo-organization'
const domain = 'demo.example'
const demoRuns = 400
const people = [
  ['Ada Lovelace', 'Administrator'],
  ['Grace Hopper', 'Administrator'],
  ['Edsger Dijkstra', 'User'],
  ['Barbara Liskov', 'User'],
  ['Katherine Johnson', 'Member'],
  ['Hedy Lamarr', 'Read Only User'],
  ['Donald Knuth', 'Member'],
] as const

/**
 * Makes "Demo Organization" with a few people to look around in, once. Returns its first Administrator and, when it was made now,
 * the password of all of them.
 */
export async function makeDemo(
  ctx: Ctx,
): Promise<{ organization: string; email: string; password: string | null }> {
  const email = addressOf('Ada Lovelace')
  if (await findUserByEmailKey(database(), email)) return { organization: handle, email, password: null }
  const password = randomBytes(12).toString('base64url')
  const users = []
  for (const [name, role] of people) {
    users.push({
      role,
      ...(await addUser(ctx, { name, email: addressOf(name), password, isOperator: false })),
    })
  }
  const [administrator, ...others] = users
  if (!administrator) throw new Error('the demo has no people')
  const { id } = await createOrganizationFor(
    ctx,
    {
      name: 'Demo Organization',
      handle,
      plan: 'ENTERPRISE',
      administrator,
    },
    recordOperatorAudit,
  )
  await addPeople(ctx, id, { administrator, others })
  await shareWorkspaces(actingAs(ctx, administrator, ''), id)
  return { organization: handle, email, password }
}

type DemoPerson = Awaited<ReturnType<typeof addUser>> & { role: string }

async function addPeople(
  ctx: Ctx,
  id: string,
  { administrator, others }: { administrator: DemoPerson; others: DemoPerson[] },
): Promise<void> {
  await withTransaction(async (tx) => {
    await lockAccount(tx, id)
    const joined: Omit<AuditInput, 'accountId'>[] = []
    const roleIds = new Map((await listRolesOfAccount(tx, id)).map((role) => [role.name, role.id]))
    for (const { id: userId, name, email: principalEmail, role } of others) {
      const roleId = roleIds.get(role) ?? ''
      const member = {
        accountId: id,
        userId,
        roleId,
        principalName: name,
        principalEmail,
        invitedByUserId: administrator.id,
        invitedByName: administrator.name,
      }
      const membershipId = await addMember(tx, member)
      joined.push({
        action: 'membership.created',
        message: `${name} became a member as ${role}`,
        objectTable: 'membership',
        objectId: membershipId,
        info: { email: principalEmail, role },
      })
    }
    await recordAudits(tx, ctx, id, joined)
  })
}

const workspaces = [
  {
    name: 'Data platform',
    handle: 'data-platform',
    description: 'What everybody builds on: seen by all, changed by a few.',
    defaultRole: 'Read-only Collaborator',
    shares: [['Barbara Liskov', 'Owner', null] as const],
    robots: [['nightly-runner', 'Starts what runs every night.', 'Runner'] as const],
  },
  {
    name: 'Research',
    handle: 'research',
    description: 'Experiments that are nobody else’s business yet.',
    defaultRole: null,
    shares: [
      ['Katherine Johnson', 'Collaborator', null],
      ['Donald Knuth', 'Runner', 30],
    ] as const,
    robots: [],
  },
]

/** As its Administrator would: through the services, with their events. */
async function shareWorkspaces(ctx: Ctx, accountId: string): Promise<void> {
  const roleIds = new Map(
    (await listRolesOfAccount(database(), accountId)).map((role) => [role.name, role.id]),
  )
  const roleOf = (name: string) => {
    const id = roleIds.get(name)
    if (!id) throw new Error(`the demo has no role ${name}`)
    return id
  }
  for (const { defaultRole, shares, robots, ...workspace } of workspaces) {
    const defaultRoleId = defaultRole && roleOf(defaultRole)
    const { id: workspaceId } = await createWorkspace(ctx, { accountId, ...workspace, defaultRoleId })
    for (const [name, role, days] of shares) {
      const members = await findMembersByEmailKey(database(), accountId, [addressOf(name)])
      const membershipIds = members.map((member) => member.membershipId)
      const expiresAt = days === null ? null : new Date(ctx.now.getTime() + days * 86_400_000)
      await addAccess(ctx, { accountId, workspaceId, membershipIds, roleId: roleOf(role), expiresAt })
    }
    // Nobody is told its first key: whoever wants one makes another.
    for (const [name, description, role] of robots) {
      const given = [{ workspaceId, roleId: roleOf(role) }]
      const robot = { accountId, name, description, workspaces: given, expiresAt: null }
      const { id } = await createServiceAccount(ctx, robot)
      // What it has reported in the last 30 days.
      const reporter = { kind: 'SERVICE_ACCOUNT', id, name } as const
      await fillWithRuns({ workspaceIds: [workspaceId], count: demoRuns, seed: 1, now: ctx.now, reporter })
    }
  }
}

function addressOf(name: string): string {
  return `${name.split(' ')[0]?.toLowerCase()}@${domain}`
}
