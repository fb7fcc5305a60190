import { recordAudit } from '@/lib/audit/service'
import { askerOf } from '@/lib/authz/admission'
import { requireUser } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, isUniqueViolation, withTransaction, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { addMember } from '@/lib/members/service'
import type { PlanName } from '@/lib/plans/schema'
import { builtInRoles } from '@/lib/policy/roles'
import { consume } from '@/lib/rate-limits/service'
import { findLockedUser } from '@/lib/users/locking'
import { decideAdministration } from '@/lib/users/rules'
import { suggestHandle, type CreateOrganizationInput } from './schema'
import * as store from './store'

// What a person does is recorded in each of their accounts, so they cannot have any number of them.
const accountsAtMost = 200

type Owner = { id: string; name: string; email: string }

/**
 * Makes the personal account of a new user, within the caller's transaction: its owner is its Administrator. The handle is
 * made from the name; when that is taken, a few random characters follow it.
 */
export async function createPersonalAccount(tx: Tx, ctx: Ctx, user: Owner): Promise<{ accountId: string }> {
  const handle = await freeHandle(tx, suggestHandle(user.name) || 'person')
  const plan = env().DEFAULT_PLAN
  const accountId = await createAccount(
    tx,
    { kind: 'PERSONAL', name: user.name, handle, plan, ownerUserId: user.id },
    user,
  )
  await recordAudit(tx, ctx, {
    accountId,
    action: 'account.created',
    message: `The personal account of ${user.name} was created`,
    objectTable: 'account',
    objectId: accountId,
    info: { kind: 'PERSONAL', handle },
  })
  return { accountId }
}

/**
 * Creates an organization with the signed-in user as its Administrator, on the installation's default plan. Returns its id and
 * handle. Throws `conflict`/`handle_taken` with the field, and `user_suspended`.
 */
export async function createOrganization(
  ctx: Ctx,
  input: CreateOrganizationInput,
): Promise<{ id: string; handle: string }> {
  const actor = requireUser(ctx)
  const { userId, name, email } = actor
  await consume('handles', userId)
  const asked = { asker: askerOf(ctx, actor), onlyId: null, limit: accountsAtMost }
  if ((await store.listOwnAccounts(database(), asked)).length === accountsAtMost) throw tooMany()
  return createOrganizationFor(ctx, {
    ...input,
    plan: env().DEFAULT_PLAN,
    administrator: { id: userId, name, email },
  })
}

/** The same on behalf of somebody and on any plan, for the operator's command line; `record` writes the event. */
export async function createOrganizationFor(
  ctx: Ctx,
  input: CreateOrganizationInput & { plan: PlanName; administrator: Owner },
  record = recordAudit,
): Promise<{ id: string; handle: string }> {
  const { administrator, ...organization } = input
  return refusingTakenHandle(() =>
    withTransaction(async (tx) => {
      await requireWhoCanSignIn(tx, administrator)
      const id = await createAccount(
        tx,
        { kind: 'ORGANIZATION', ownerUserId: null, ...organization },
        administrator,
      )
      await record(tx, ctx, {
        accountId: id,
        action: 'account.created',
        message: `${administrator.name} became the Administrator of the new organization ${input.name}`,
        objectTable: 'account',
        objectId: id,
        info: { kind: 'ORGANIZATION', ...organization, administrator: administrator.id },
      })
      return { id, handle: input.handle }
    }),
  )
}

// Locked: whoever is suspended or deleted at this moment would leave the organization without an Administrator who can be reached (R7).
async function requireWhoCanSignIn(tx: Tx, { id, name }: Owner): Promise<void> {
  const user = await findLockedUser(tx, id)
  if (!user) throw new AppError('not_found', 'user_not_found', { message: `${name} is no longer here.` })
  enforce(decideAdministration(user), 'conflict')
}

function tooMany(): AppError {
  return new AppError('conflict', 'too_many_organizations', {
    message: `You belong to ${accountsAtMost} accounts already. Leave one before you create another.`,
  })
}

async function createAccount(
  tx: Tx,
  account: Parameters<typeof store.createAccount>[1],
  administrator: Owner,
): Promise<string> {
  const roles = builtInRoles.map(({ key, name, description }) => ({ builtIn: key, name, description }))
  const { id, roleIds } = await store.createAccount(tx, account, roles)
  const roleId = roleIds.get('ADMINISTRATOR')
  if (!roleId) throw new Error('a new account has no Administrator role')
  await addMember(tx, {
    accountId: id,
    userId: administrator.id,
    roleId,
    principalName: administrator.name,
    principalEmail: administrator.email,
    invitedByUserId: null,
    invitedByName: '',
  })
  return id
}

async function freeHandle(tx: Tx, wanted: string): Promise<string> {
  if (!(await store.isHandleTaken(tx, wanted))) return wanted
  const suffix = crypto.randomUUID().slice(0, 8)
  return `${wanted.slice(0, 31)}-${suffix}`
}

/** Does what takes a handle; the database's refusal of one that was taken at the same moment becomes ours. */
export async function refusingTakenHandle<Result>(change: () => Promise<Result>): Promise<Result> {
  try {
    return await change()
  } catch (error) {
    if (isUniqueViolation(error)) throw handleTaken()
    throw error
  }
}

/** The refusal of a handle that another account has or had. */
export function handleTaken(): AppError {
  const sentence = 'This handle is taken. Choose another.'
  return new AppError('conflict', 'handle_taken', { message: sentence, fields: { handle: sentence } })
}
