import { randomBytes } from 'node:crypto'
import { createOrganizationFor } from '@/lib/accounts/create'
import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { database, lockAccount, withTransaction } from '@/lib/db/transaction'
import { addMember } from '@/lib/members/service'
import { listRolesOfAccount } from '@/lib/roles/service'
import { addUser, findUserByEmailKey } from '@/lib/users/service'

const handle = 'demo-organization'
const domain = 'demo.example'
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
  const { id } = await createOrganizationFor(ctx, {
    name: 'Demo Organization',
    handle,
    plan: 'ENTERPRISE',
    administrator,
  })
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
  return { organization: handle, email, password }
}

function addressOf(name: string): string {
  return `${name.split(' ')[0]?.toLowerCase()}@${domain}`
}
