import { lockAccounts, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { listOwnMemberships, type OwnMembership } from './deletion-store'
import * as store from './store'

/** The user's row locked until the transaction ends; throws `unauthenticated` when the user is gone. */
export async function getLockedUser(tx: Tx, userId: string): Promise<store.CredentialsRow> {
  const user = await store.lockUser(tx, userId)
  if (!user) throw new AppError('unauthenticated')
  return user
}

/** The same for whom somebody else asks about: null when the user is gone. */
export async function findLockedUser(tx: Tx, userId: string): Promise<store.CredentialsRow | null> {
  return store.lockUser(tx, userId)
}

export type LockedPerson = { user: store.CredentialsRow; memberships: OwnMembership[] }

/**
 * Locks a person and each account they belong to: the accounts in the order of their ids, then the person, as whoever changes something of
 * one of them does. Nobody is made Administrator, joins or leaves there until the transaction ends. Null when the user is gone; throws
 * `conflict`/`changed_meanwhile` when they joined or left something on the way.
 */
export async function lockPerson(tx: Tx, userId: string): Promise<LockedPerson | null> {
  const before = await listOwnMemberships(tx, userId)
  await lockAccounts(
    tx,
    before.map(({ accountId }) => accountId),
  )
  const user = await store.lockUser(tx, userId)
  if (!user) return null
  const memberships = await listOwnMemberships(tx, userId)
  if (idsOf(memberships) === idsOf(before)) return { user, memberships }
  throw new AppError('conflict', 'changed_meanwhile', {
    message: `${user.name} joined or left an organization at this moment. Look again, and try once more.`,
  })
}

function idsOf(memberships: readonly OwnMembership[]): string {
  return memberships.map(({ membershipId }) => membershipId).join()
}
