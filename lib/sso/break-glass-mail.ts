import { listAdministrators } from '@/lib/db/administrators'
import { withTransaction } from '@/lib/db/transaction'
import type { JobPayloads } from '@/lib/jobs/schema'
import { enqueueMails } from '@/lib/mail/service'
import { deviceOf } from '@/lib/sessions/device'
import { administratorsAtMost } from './domain-state'
import { findUse } from './enforcement-store'

/** The job behind a break-glass sign-in: mails every Administrator of the organization who came in by a password, when and from where. */
export async function mailBreakGlassUse(use: JobPayloads['mail_break_glass_use']): Promise<void> {
  const { accountId, userId, usedAt, ipAddress, userAgent } = use
  await withTransaction(async (tx) => {
    const found = await findUse(tx, accountId, userId)
    if (!found) return
    const { account, user } = found
    const props = {
      organization: { name: account.name, handle: account.handle },
      administratorName: user.name,
      administratorEmail: user.email,
      usedAt,
      ipAddress,
      device: deviceOf(userAgent),
    }
    const administrators = await listAdministrators(tx, [accountId], administratorsAtMost)
    await enqueueMails(
      tx,
      administrators.map(({ name, email }) => ({
        template: 'break_glass_used' as const,
        recipient: email,
        accountId,
        props: { ...props, name },
      })),
    )
  })
}
