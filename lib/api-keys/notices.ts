import { withTransaction } from '@/lib/db/transaction'
import { enqueueMails, type NewMail } from '@/lib/mail/service'
import * as store from './notices-store'

const keysAtOnce = 20
const batchesAtMost = 500
const administratorsAtMost = 50
const endedDaysAtMost = 7

/**
 * Mails 30, 14 and 3 days before an API key ends, and when it has: to the owner of a user's key, for a service account's to the active
 * Administrators of its organization (at most 50). Each notice goes once, whichever workers run this at once, and only the last of those
 * that were missed. Run by the clock; `now` is when. Returns how many keys were noticed.
 */
export async function mailKeyNotices(now: Date): Promise<number> {
  let total = 0
  for (let batch = 0; batch < batchesAtMost; batch += 1) {
    const count = await mailSomeNotices(now)
    total += count
    if (count < keysAtOnce) break
  }
  return total
}

async function mailSomeNotices(now: Date): Promise<number> {
  const endedSince = new Date(now.getTime() - endedDaysAtMost * 86_400_000)
  return withTransaction(async (tx) => {
    const keys = await store.lockDueKeys(tx, { now, endedSince, limit: keysAtOnce })
    if (keys.length === 0) return 0
    const accountIds = keys.flatMap(({ serviceAccount }) => serviceAccount?.accountId ?? [])
    const administrators = await store.listAdministrators(tx, [...new Set(accountIds)], administratorsAtMost)
    await store.markNoticed(tx, keys)
    await enqueueMails(
      tx,
      keys.flatMap((key) => mailsOf(key, administrators)),
    )
    return keys.length
  })
}

function mailsOf(key: store.DueKey, administrators: store.Administrator[]): NewMail[] {
  const { user, serviceAccount, days } = key
  const template = days === 0 ? ('api_key_expired' as const) : ('api_key_expiring' as const)
  const shown = { keyName: key.name, prefix: key.prefix, endsAt: key.expiresAt.toISOString() }
  const toUser = user ? [{ template, recipient: user.email, props: { ...shown, name: user.name } }] : []
  if (!serviceAccount) return toUser
  const { id, name, accountId, account, handle } = serviceAccount
  const of = { id, name, organizationName: account, organizationHandle: handle }
  return administrators
    .filter((administrator) => administrator.accountId === accountId)
    .map((administrator) => ({
      template,
      recipient: administrator.email,
      accountId,
      props: { ...shown, name: administrator.name, serviceAccount: of },
    }))
}
