import type { z } from 'zod'
import { recordAudit, recordAudits } from '@/lib/audit/service'
import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { changeEnforcement } from '@/lib/ip-allowlist/manage'
import {
  keptSettings,
  type accountSettings,
  type SetAccountDomainsInput,
  type UpdateAccountSettingsInput,
} from './schema'
import * as store from './store'

/** An account's settings, which every member may read. Needs `read:organization`. */
export async function getAccountSettings(
  ctx: Ctx,
  accountId: string,
): Promise<z.output<typeof accountSettings>> {
  const { account } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  return settingsOf(account, (await getDetail(database(), accountId)).settings)
}

/**
 * Changes those settings of an account that are given: whether its IP allowlist is enforced, by the rules of `enforceIpAllowlist`, and the
 * switches that are only kept. Needs `update:organization`.
 */
export async function updateAccountSettings(
  ctx: Ctx,
  { accountId, enforce_ip_allowlist, ...given }: UpdateAccountSettingsInput,
): Promise<{ id: string }> {
  return changeAccount(
    ctx,
    changeOfAccount(accountId, 'update:organization', 'change the settings'),
    async (tx, access) => {
      const { account, actor } = access
      const enforced =
        enforce_ip_allowlist === undefined
          ? null
          : await changeEnforcement(tx, ctx, access, enforce_ip_allowlist)
      const before = keptSettings.parse((await getDetail(tx, accountId)).settings)
      const after = keptSettings.parse({ ...before, ...withoutGaps(given) })
      const isSame = JSON.stringify(after) === JSON.stringify(before)
      if (!isSame) await store.updateAccountDetail(tx, accountId, { settings: after })
      const changed = {
        action: 'account.settings_changed',
        message: `${actor.name} changed the settings of ${account.name}`,
        objectTable: 'account',
        objectId: accountId,
        info: { before, after },
      } as const
      const events = [...(enforced ? [enforced] : []), ...(isSame ? [] : [changed])]
      if (events.length > 0) await recordAudits(tx, ctx, accountId, events)
      return { id: accountId }
    },
  )
}

/** The mail domains that an account calls its own, in the order they were given. Needs `read:organization`. */
export async function listAccountDomains(ctx: Ctx, accountId: string): Promise<{ name: string }[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const { domainNames } = await getDetail(database(), accountId)
  return domainNames.map((name) => ({ name }))
}

/** Gives an account other domains, whole and in their order. Needs `update:organization`. */
export async function setAccountDomains(
  ctx: Ctx,
  { accountId, domain_names: domainNames }: SetAccountDomainsInput,
): Promise<{ id: string }> {
  return changeAccount(
    ctx,
    changeOfAccount(accountId, 'update:organization', 'change the domains'),
    async (tx, { account, actor }: AccountAccess) => {
      const before = (await getDetail(tx, accountId)).domainNames
      if (JSON.stringify(before) === JSON.stringify(domainNames)) return { id: accountId }
      await store.updateAccountDetail(tx, accountId, { domainNames })
      await recordAudit(tx, ctx, {
        accountId,
        action: 'account.domains_changed',
        message: `${actor.name} changed the domains of ${account.name}`,
        objectTable: 'account',
        objectId: accountId,
        info: { before: { domain_names: before }, after: { domain_names: domainNames } },
      })
      return { id: accountId }
    },
  )
}

/** Settings as they are read, from what is stored; a personal account has no IP allowlist, and so no switch for it. */
export function settingsOf(
  { kind, isIpAllowlistEnforced }: AccountAccess['account'],
  stored: unknown,
): z.output<typeof accountSettings> {
  const kept = keptSettings.parse(stored)
  return kind === 'PERSONAL' ? kept : { ...kept, enforce_ip_allowlist: isIpAllowlistEnforced }
}

async function getDetail(tx: Tx, accountId: string) {
  const detail = await store.findAccountDetail(tx, accountId)
  if (!detail) throw new AppError('not_found')
  return detail
}

function withoutGaps(given: Record<string, boolean | undefined>): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, boolean] => entry[1] !== undefined),
  )
}
