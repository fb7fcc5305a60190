import { recordAudit } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { listAdministrators } from '@/lib/db/administrators'
import { lockName, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { enqueueMails } from '@/lib/mail/service'
import { afterCheck, provenUntil, type DomainTurn, type RecordAnswer } from './domain-rules'
import * as store from './domain-store'

export const administratorsAtMost = 200

type Checked = { accountId: string; row: store.DomainRow; answer: RecordAnswer }

/**
 * Writes what asking for a domain's record came to, within a transaction that has locked the account: proven, missing, or proven no longer, with the
 * event and the mails of that. Throws `conflict`/`domain_taken` where another organization has proven the domain. Returns what turned.
 */
export async function applyAnswer(tx: Tx, ctx: Ctx, checked: Checked): Promise<DomainTurn | null> {
  const { accountId, row, answer } = checked
  const { turn, ...after } = afterCheck(row, answer, ctx.now)
  if (turn === 'PROVEN') await requireUntaken(tx, row.domain, accountId)
  const connectionId =
    turn === 'PROVEN' && !row.connection ? await store.findOnlyActiveConnection(tx, accountId) : null
  await store.updateDomain(tx, accountId, row.id, {
    ...after,
    checkedAt: ctx.now,
    ...(connectionId ? { connectionId } : {}),
  })
  const since = row.missingSince ?? ctx.now
  if (turn === 'MISSING') await mail(tx, 'sso_domain_missing', { accountId, row, since })
  if (turn === 'LOST') {
    await mail(tx, 'sso_domain_lost', { accountId, row, since })
    await record(tx, ctx, checked, {
      action: 'sso_domain.lost',
      message: `The domain ${row.domain} is no longer proven: its DNS record was missing for seven days`,
      info: { domain: row.domain, missing_since: since.toISOString() },
    })
  }
  if (turn === 'PROVEN') {
    await record(tx, ctx, checked, {
      action: 'sso_domain.proven',
      message: `${nameOf(ctx)} proved the domain ${row.domain}`,
      info: { domain: row.domain, connection_id: connectionId ?? row.connection?.id ?? null },
    })
  }
  return turn
}

/**
 * Throws `conflict`/`domain_taken` where another organization has proven the domain; until the transaction ends nobody else proves it. It does not
 * say which: whose customers somebody has is theirs to tell.
 */
export async function requireUntaken(tx: Tx, domain: string, accountId: string): Promise<void> {
  await lockName(tx, `sso-domain ${domain}`)
  if (!(await store.isProvenElsewhere(tx, domain, accountId))) return
  const message = `Another organization of this installation has proven ${domain}. It has to remove the domain there first; the operator can tell whom to ask.`
  throw new AppError('conflict', 'domain_taken', { message, fields: { domain: message } })
}

type Event = {
  action: 'sso_domain.lost' | 'sso_domain.proven'
  message: string
  info: Record<string, string | null>
}

async function record(tx: Tx, ctx: Ctx, { accountId, row }: Checked, event: Event): Promise<void> {
  await recordAudit(tx, ctx, { ...event, accountId, objectTable: 'sso_domain', objectId: row.id })
}

type Missing = { accountId: string; row: store.DomainRow; since: Date }

async function mail(
  tx: Tx,
  template: 'sso_domain_missing' | 'sso_domain_lost',
  { accountId, row, since }: Missing,
): Promise<void> {
  const account = await store.findAccount(tx, accountId)
  invariant(account, 'a domain belongs to an account')
  const props = {
    organization: { name: account.name, handle: account.handle },
    domain: row.domain,
    missingSince: since.toISOString(),
    provenUntil: provenUntil(since).toISOString(),
  }
  const administrators = await listAdministrators(tx, [accountId], administratorsAtMost)
  await enqueueMails(
    tx,
    administrators.map(({ name, email }) => ({
      template,
      recipient: email,
      accountId,
      props: { ...props, name },
    })),
  )
}

function nameOf({ actor }: Ctx): string {
  return actor.kind === 'ANONYMOUS' ? 'Somebody' : actor.name
}
