import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import { authorizeAccount, principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limits/service'
import { changeName, moveToHandle } from './naming'
import type { UpdateAccountInput } from './schema'
import { settingsOf } from './settings'
import * as store from './store'

/** What an account says of itself and its clients keep in it. Needs `read:organization`. */
export async function getAccountDetail(ctx: Ctx, accountId: string) {
  const { account } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const detail = await store.findAccountDetail(database(), accountId)
  if (!detail) throw new AppError('not_found')
  return { account, ...detail, settings: settingsOf(account, detail.settings) }
}

/**
 * Changes what an account says of itself, all of it or nothing: name and handle by the rules of `renameOrganization` and `changeHandle`,
 * location and link, which null clears. What is left out stays. Needs `update:organization`.
 */
export async function updateAccount(ctx: Ctx, input: UpdateAccountInput): Promise<{ id: string }> {
  const { accountId, name, handle } = input
  const change = {
    ...changeOfAccount(accountId, 'update:organization', 'change the profile of the organization'),
    // Clients send the handle with whatever else they change: only another one counts.
    beforehand: async ({ actor, account }: AccountAccess) => {
      if (handle !== undefined && handle !== account.handle) await consume('handles', principalIdOf(actor))
    },
  }
  return changeAccount(ctx, change, async (tx, access) => {
    const events = [
      name === undefined ? null : await changeName(tx, access, name),
      handle === undefined ? null : await moveToHandle(tx, access, handle),
      await changeTexts(tx, access, input),
    ].filter((event) => event !== null)
    if (events.length > 0) await recordAudits(tx, ctx, accountId, events)
    return { id: accountId }
  })
}

async function changeTexts(
  tx: Tx,
  { account, actor }: AccountAccess,
  input: UpdateAccountInput,
): Promise<Omit<AuditInput, 'accountId'> | null> {
  const detail = await store.findAccountDetail(tx, account.id)
  if (!detail) throw new AppError('not_found')
  const before = { location: detail.location, link: detail.link }
  const { location = before.location, link = before.link } = input
  if (location === before.location && link === before.link) return null
  await store.updateAccountDetail(tx, account.id, { location, link })
  return {
    action: 'account.profile_changed',
    message: `${actor.name} changed the location or the link of ${account.name}`,
    objectTable: 'account',
    objectId: account.id,
    info: { before, after: { location, link } },
  }
}
