import { listAdministrators } from '@/lib/db/administrators'
import { withTransaction } from '@/lib/db/transaction'
import { enqueueMails } from '@/lib/mail/service'
import * as store from './notices-store'

/** How many days before a token's end Administrators are told. */
export const noticeDays = [14, 3] as const

const tokensAtOnce = 100
const administratorsAtMost = 50

/**
 * Mails an organization's active Administrators (at most 50) 14 and 3 days before a provisioning token ends: from then on the provider would
 * deactivate nobody any more. Each notice goes once, and only the last of those that were missed. Run by the clock; `now` is when. Returns how
 * many tokens were noticed.
 */
export async function mailTokenNotices(now: Date): Promise<number> {
  for (let total = 0; ;) {
    const noticed = await mailSome(now)
    total += noticed
    if (noticed < tokensAtOnce) return total
  }
}

async function mailSome(now: Date): Promise<number> {
  return withTransaction(async (tx) => {
    const tokens = await store.lockDueTokens(tx, { now, days: noticeDays, limit: tokensAtOnce })
    if (tokens.length === 0) return 0
    const accountIds = [...new Set(tokens.map(({ accountId }) => accountId))]
    const administrators = await listAdministrators(tx, accountIds, administratorsAtMost)
    await store.markNoticed(tx, tokens)
    const mails = tokens.flatMap(({ accountId, name: tokenName, prefix, expiresAt, organization }) => {
      const told = { tokenName, prefix, endsAt: expiresAt.toISOString(), organization }
      return administrators
        .filter((administrator) => administrator.accountId === accountId)
        .map(({ name, email }) => ({
          template: 'scim_token_expiring' as const,
          recipient: email,
          accountId,
          props: { ...told, name },
        }))
    })
    await enqueueMails(tx, mails)
    return tokens.length
  })
}
