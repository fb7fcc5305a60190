import { systemContext } from '@/lib/authz/session'
import { database, lockAccount, withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { findRecord } from './dns'
import { applyAnswer } from './domain-state'
import * as store from './domain-store'

const domainsAtOnce = 8

/**
 * Looks for the DNS record of every proven domain, a few at a time, and takes the proof from those whose record was missing for seven days. Run by
 * the clock once a day; `now` is when. A domain whose name servers do not answer stays as it is, and one that fails stops no other. `accountIds`
 * limits it to some organizations: every one otherwise.
 */
export async function checkSsoDomains(now: Date, accountIds?: readonly string[]): Promise<void> {
  let after: string | null = null
  for (;;) {
    const found: store.WatchedDomain[] = await store.listProven(database(), {
      after,
      accountIds,
      limit: domainsAtOnce,
    })
    await Promise.all(found.map((domain) => check(domain, now)))
    after = found.at(-1)?.id ?? null
    if (found.length < domainsAtOnce) return
  }
}

async function check({ accountId, id, domain, token }: store.WatchedDomain, now: Date): Promise<void> {
  const answer = await findRecord({ domain, token })
  const ctx = { ...systemContext('The daily check of domains'), now }
  try {
    await withTransaction(async (tx) => {
      if (!(await lockAccount(tx, accountId))) return
      const row = await store.findDomain(tx, accountId, id)
      // Somebody removed it meanwhile.
      if (row) await applyAnswer(tx, ctx, { accountId, row, answer })
    })
  } catch (error) {
    // Lost meanwhile, and proven by another organization.
    if (error instanceof AppError) return
    logger().error({ error, accountId, domain }, 'a domain could not be checked')
  }
}
