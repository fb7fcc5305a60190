import type { AuditInput } from '@/lib/audit/schema'
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
  if (turn === null) return null
  const since = row.missingSince ?? ctx.now
  if (turn === 'MISSING') await mail(tx, 'sso_domain_missing', { accountId, row, since })
  if (turn === 'LOST') await mail(tx, 'sso_domain_lost', { accountId, row, since })
  const spoken = connectionId ?? row.connection?.id ?? null
  await recordAudit(tx, ctx, {
    ...events[turn](row.domain, { ctx, since, connectionId: spoken }),
    accountId,
    objectTable: 'sso_domain',
    objectId: row.id,
  })
  return turn
}

type Told = { ctx: Ctx; since: Date; connectionId: string | null }
type Event = Pick<AuditInput, 'action' | 'message' | 'info'>

const events: Record<DomainTurn, (domain: string, told: Told) => Event> = {
  PROVEN: (domain, { ctx, connectionId }) => ({
    action: 'sso_domain.proven',
    message: `${nameOf(ctx)} proved the domain ${domain}`,
    info: { domain, connection_id: connectionId },
  }),
  MISSING: (domain, { since }) => ({
    action: 'sso_domain.missing',
    message: `The DNS record of the domain ${domain} is missing: without it, the domain stays proven for seven days`,
    info: { domain, missing_since: since.toISOString(), proven_until: provenUntil(since).toISOString() },
  }),
  FOUND: (domain, { since }) => ({
    action: 'sso_domain.found',
    message: `The DNS record of the domain ${domain} is there again`,
    info: { domain, missing_since: since.toISOString() },
  }),
  LOST: (domain, { since }) => ({
    action: 'sso_domain.lost',
    message: `The domain ${domain} is no longer proven: its DNS record was missing for seven days`,
    info: { domain, missing_since: since.toISOString() },
  }),
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
