import { randomBytes } from 'node:crypto'
import { suggestHandle } from '@/lib/accounts/schema'
import type { Tx } from '@/lib/db/transaction'
import type { PlanName } from '@/lib/plans/schema'
import { emailKeyOf } from '@/lib/users/email-address'
import type { Member } from './member-plan'
import type { ServiceAccount } from './service-account-plan'
import * as store from './store'
import { memberships, serviceAccounts, users } from './tables'
import { timeOrderedId } from './time-ordered-id'
import { madeAt } from './values'
import { writeGrants, writeKeys } from './write-access'

/** Users who sign in by no password, each with a personal account as signing up makes it. Returns the handles of these. */
export async function writePeople(tx: Tx, plan: PlanName, members: Member[]): Promise<string[]> {
  const people = members.map(({ userId: id, email, name, at }) => {
    return { id, email, email_key: emailKeyOf(email), name, email_verified_at: at, ...madeAt(at) }
  })
  await store.insertRows(tx, users, people)
  const handles = await freeHandles(tx, members)
  const personal = members.map(({ accountId: id, userId, name, at }, index) => ({
    id,
    kind: 'PERSONAL' as const,
    name,
    handle: handles[index] ?? '',
    plan,
    owner_user_id: userId,
    ...madeAt(at),
  }))
  await store.insertAccounts(tx, personal)
  const founders = members.map(({ accountId, userId, name, email, at }) => {
    return { account_id: accountId, id: timeOrderedId(at), user_id: userId, name, email, at }
  })
  await store.insertFounders(tx, founders)
  return handles
}

// As for everybody who signs up: made from the name, and when that is taken, a few random characters follow it.
async function freeHandles(tx: Tx, members: Member[]): Promise<string[]> {
  const wanted = members.map(({ name }) => suggestHandle(name) || 'person')
  const taken = await store.listTakenHandles(tx, wanted)
  return wanted.map((handle) => {
    const free = taken.has(handle) ? `${handle.slice(0, 31)}-${randomBytes(4).toString('hex')}` : handle
    taken.add(free)
    return free
  })
}

/** Their places in the organization, with what was shared with them and their keys. */
export async function writeMembers(tx: Tx, accountId: string, members: Member[]): Promise<void> {
  const rows = members.map((member) => ({
    account_id: accountId,
    id: member.membershipId,
    kind: 'USER' as const,
    user_id: member.userId,
    service_account_id: null,
    role_id: member.role.id,
    principal_name: member.name,
    principal_email: member.email,
    invited_by_user_id: member.invitedBy.userId,
    invited_by_name: member.invitedBy.name,
    ...madeAt(member.at),
  }))
  await store.insertRows(tx, memberships, rows)
  await store.updateActivity(
    tx,
    accountId,
    members.map(({ membershipId: id, lastActiveAt: at }) => ({ id, at })),
  )
  await writeGrants(
    tx,
    accountId,
    members.flatMap(({ membershipId, invitedBy, grants: given }) =>
      given.map((grant) => ({ ...grant, membershipId, createdByUserId: invitedBy.userId })),
    ),
  )
  await writeKeys(
    tx,
    accountId,
    members.flatMap(({ userId, name, key }) =>
      key ? [{ ...key, userId, serviceAccountId: null, createdBy: { userId, name } }] : [],
    ),
  )
}

/** Service accounts with their places, grants and keys. */
export async function writeServiceAccounts(tx: Tx, accountId: string, made: ServiceAccount[]): Promise<void> {
  const rows = made.map(({ id, name, description, createdBy, at }) => {
    return {
      account_id: accountId,
      id,
      name,
      description,
      created_by_user_id: createdBy.userId,
      created_by_name: createdBy.name,
      ...madeAt(at),
    }
  })
  await store.insertRows(tx, serviceAccounts, rows)
  const places = made.map(({ id, membershipId, name, role, at }) => ({
    account_id: accountId,
    id: membershipId,
    kind: 'SERVICE_ACCOUNT' as const,
    user_id: null,
    service_account_id: id,
    role_id: role.id,
    principal_name: name,
    principal_email: null,
    invited_by_user_id: null,
    invited_by_name: '',
    ...madeAt(at),
  }))
  await store.insertRows(tx, memberships, places)
  await store.updateActivity(
    tx,
    accountId,
    made.map(({ membershipId: id, lastActiveAt: at }) => ({ id, at })),
  )
  await writeGrants(
    tx,
    accountId,
    made.flatMap(({ membershipId, createdBy, grants: given }) =>
      given.map((grant) => ({ ...grant, membershipId, createdByUserId: createdBy.userId })),
    ),
  )
  await writeKeys(
    tx,
    accountId,
    made.flatMap(({ id, createdBy, keys: some }) =>
      some.map((key) => ({ ...key, userId: null, serviceAccountId: id, createdBy })),
    ),
  )
}
