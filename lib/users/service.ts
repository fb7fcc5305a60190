import { createPersonalAccount } from '@/lib/accounts/create'
import { recordInstallationAudit } from '@/lib/audit/installation'
import { recordUserAudit } from '@/lib/audit/service'
import { requireOperator, requireUser } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, isUniqueViolation, lockName, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { hashPassword, refuseCommonPassword } from '@/lib/passwords/hashing'
import { actingAs } from './acting-user'
import { emailKeyOf } from './email-address'
import { getLockedUser } from './locking'
import type { AddUserInput, ChangeNameInput } from './schema'
import * as store from './store'

export type { UserRow as User, CredentialsRow as Credentials } from './store'

export type NewUser = {
  email: string
  name: string
  passwordHash: string | null
  isEmailVerified: boolean
  /** Where the user comes from, for the audit log. */
  origin: 'sign_up' | 'invitation' | 'command_line' | 'single_sign_on' | 'provisioning'
  /** Makes an operator of somebody who is not the first user. */
  isOperator?: boolean
}

/**
 * Creates a user with a personal account, within the caller's transaction (run it by `creatingUser`). The first user of the
 * installation becomes its operator. Throws `conflict`/`account_exists` when the address has an account.
 */
export async function createUser(tx: Tx, ctx: Ctx, input: NewUser): Promise<store.UserRow> {
  const emailKey = emailKeyOf(input.email)
  if (await store.findUserByEmailKey(tx, emailKey)) throw accountExists()
  const { email, name, passwordHash, origin } = input
  const isOperator = (await isFirstUser(tx)) || (input.isOperator ?? false)
  const emailVerifiedAt = input.isEmailVerified ? ctx.now : null
  const user = await store.createUser(tx, {
    email,
    emailKey,
    name,
    passwordHash,
    isOperator,
    emailVerifiedAt,
    createdAt: ctx.now,
  })
  const acting = ctx.actor.kind === 'SYSTEM' ? ctx : actingAs(ctx, user, '')
  await createPersonalAccount(tx, acting, user)
  await recordUserAudit(tx, acting, user.id, {
    action: 'user.signed_up',
    message: `${name} signed up as ${email}`,
    info: { email, origin, isOperator, isEmailVerified: input.isEmailVerified },
  })
  return user
}

/**
 * Runs a transaction that creates a user. Two people who take the same handle or address at the same moment collide in the
 * database; the second runs again and then sees the first.
 */
export async function creatingUser<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(work)
    } catch (error) {
      if (attempt === 5 || !isUniqueViolation(error)) throw error
    }
  }
}

/**
 * Adds a user without a mailed confirmation, for the operator's command line; the address counts as verified. Throws
 * `conflict`/`account_exists` and `invalid_input`/`common_password`.
 */
export async function addUser(ctx: Ctx, input: AddUserInput): Promise<store.UserRow> {
  requireOperator(ctx)
  await refuseCommonPassword(input.password, [input.name, input.email])
  const passwordHash = await hashPassword(input.password)
  const { email, name, isOperator } = input
  const origin = 'command_line'
  return creatingUser(async (tx) => {
    const user = await createUser(tx, ctx, {
      email,
      name,
      passwordHash,
      isOperator,
      isEmailVerified: true,
      origin,
    })
    await recordInstallationAudit(tx, ctx, {
      action: 'user.signed_up',
      message: `The operator made the user ${name}`,
      objectTable: 'user',
      objectId: user.id,
      info: { email, isOperator: user.isOperator },
    })
    return user
  })
}

/** Changes the signed-in user's name, everywhere it is shown. */
export async function changeName(ctx: Ctx, input: ChangeNameInput): Promise<{ name: string }> {
  const { userId } = requireUser(ctx)
  return withTransaction(async (tx) => {
    const user = await getLockedUser(tx, userId)
    if (user.name === input.name) return { name: input.name }
    await store.updateName(tx, userId, input.name)
    await recordUserAudit(tx, ctx, userId, {
      action: 'user.name_changed',
      message: `${user.name} changed their name to ${input.name}`,
      info: { before: { name: user.name }, after: { name: input.name } },
    })
    return { name: input.name }
  })
}

/** The user with this address (normalised), or null. For services that send mail or create users; never tell a client. */
export async function findUserByEmailKey(tx: Tx, emailKey: string): Promise<store.UserRow | null> {
  return store.findUserByEmailKey(tx, emailKey)
}

/** The user with the hash of the password, by normalised address, or null. */
export async function findCredentials(emailKey: string): Promise<store.CredentialsRow | null> {
  return store.findCredentialsByEmailKey(database(), emailKey)
}

/** The same for the signed-in user; throws `unauthenticated` when the user is gone. */
export async function getCredentials(userId: string): Promise<store.CredentialsRow> {
  const user = await store.findCredentials(database(), userId)
  if (!user) throw new AppError('unauthenticated')
  return user
}

/** Changes a user's name everywhere it is shown, within the caller's transaction, which records it. */
export async function renameUser(tx: Tx, userId: string, name: string): Promise<void> {
  await store.updateName(tx, userId, name)
}

/** Stores another password's hash, or null for none from now on; the caller ends sessions and records the event. */
export async function setPasswordHash(tx: Tx, userId: string, passwordHash: string | null): Promise<void> {
  await store.updatePasswordHash(tx, userId, passwordHash)
}

/** Notes that the user holds the mailbox of their address, if that is news, and records it, within the caller's transaction. */
export async function markEmailVerified(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  const user = await getLockedUser(tx, userId)
  if (user.emailVerifiedAt) return
  await store.updateEmailVerifiedAt(tx, user.id, ctx.now)
  await recordUserAudit(tx, ctx, user.id, {
    action: 'user.email_verified',
    message: `${user.name} confirmed the address ${user.email}`,
    info: { email: user.email },
  })
}

/** What to answer where it is no secret that the address has an account: its holder asks. */
export function accountExists(): AppError {
  return new AppError('conflict', 'account_exists', {
    message: 'This address has an account already. Sign in instead, or reset its password.',
  })
}

// Only while there is no user is the lock needed, so sign-ups do not wait for each other ever after.
async function isFirstUser(tx: Tx): Promise<boolean> {
  if (await store.hasAnyUser(tx)) return false
  await lockName(tx, 'first-user')
  return !(await store.hasAnyUser(tx))
}
