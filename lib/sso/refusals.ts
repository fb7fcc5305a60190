import { recordOnceAMinute } from '@/lib/audit/once-a-minute'
import type { AuditInput } from '@/lib/audit/schema'
import { recordAudit, recordRefusal } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { secondsToWait } from '@/lib/rate-limits/service'
import { ssoRefusalText, type SsoRefusalReason } from './refusal-text'

type Refused = {
  connection: { accountId: string; id: string; name: string }
  reason: SsoRefusalReason
  /** What was wrong, for Administrators: a sentence without secrets. */
  detail?: string | undefined
  /** Whom the provider named, where it was believed. */
  subject?: string | undefined
  email?: string | null | undefined
}

/**
 * Records that a sign-in through a connection was refused. Of a client with many of them only one a minute is recorded for each reason, so that nobody
 * fills the log. In a transaction of its own: never call it in one.
 */
export async function recordSsoRefusal(
  ctx: Ctx,
  { connection, reason, detail, subject, email }: Refused,
): Promise<void> {
  const { accountId, id, name } = connection
  const of = [detail, email ? `address ${email}` : null].filter(Boolean).join('; ')
  const event: AuditInput = {
    accountId,
    action: 'sso_connection.sign_in_refused',
    message: `A sign-in through ${name} was refused (${reason})${of ? `: ${of}` : ''}`,
    objectTable: 'sso_connection',
    objectId: id,
    info: { reason, detail: detail ?? null, subject: subject ?? null, email: email ?? null },
  }
  const asNobody: Ctx = { ...ctx, actor: { kind: 'ANONYMOUS' } }
  const areMany = (await secondsToWait('sso_refusals', `${clientKeyOf(ctx.ipAddress)} ${id}`)) > 0
  if (areMany) {
    const mark = { ipAddress: ctx.ipAddress, objectId: id, reason }
    await recordOnceAMinute(asNobody, { actorId: null, mark }, event)
  } else await recordRefusal((tx) => recordAudit(tx, asNobody, event))
}

/** The refusal as an action answers it. */
export function ssoRefusal(reason: SsoRefusalReason): AppError {
  const code = conflicts.has(reason) ? 'conflict' : 'forbidden'
  return new AppError(code, reason, { message: ssoRefusalText(reason), isRecorded: true })
}

const conflicts: ReadonlySet<SsoRefusalReason> = new Set([
  'attempt_unknown',
  'attempt_finished',
  'attempt_expired',
  'cookie_missing',
  'plan_limit_reached',
])
