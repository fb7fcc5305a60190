import { listAdministrators } from '@/lib/db/administrators'
import { lockName, withTransaction } from '@/lib/db/transaction'
import { enqueueMails } from '@/lib/mail/service'
import * as store from './certificate-notices-store'
import { administratorsAtMost } from './domain-state'

const atOnce = 50

/**
 * Mails the Administrators of organizations 30, 14 and 3 days before the last certificate that they trust of a SAML provider ends, and before the
 * last one of ours there does; of active connections alone. Each notice goes once, whichever workers run this at once, and only the last of those
 * that were missed. Run by the clock; `now` is when.
 */
export async function mailCertificateNotices(now: Date): Promise<void> {
  while ((await mailSome(now)) === atOnce);
}

async function mailSome(now: Date): Promise<number> {
  return withTransaction(async (tx) => {
    await lockName(tx, 'certificate-notices')
    const ending = await store.listEnding(tx, now, atOnce)
    if (ending.length === 0) return 0
    const accountIds = [...new Set(ending.map(({ accountId }) => accountId))]
    const administrators = await listAdministrators(tx, accountIds, administratorsAtMost)
    await store.markNoticed(tx, ending)
    await enqueueMails(
      tx,
      ending.flatMap(({ accountId, endsAt, organization, connectionId, connectionName, isOurs }) =>
        administrators
          .filter((one) => one.accountId === accountId)
          .map(({ name, email }) => ({
            template: 'sso_certificate_ending' as const,
            recipient: email,
            accountId,
            props: { name, organization, connectionId, connectionName, isOurs, endsAt: endsAt.toISOString() },
          })),
      ),
    )
    return ending.length
  })
}
