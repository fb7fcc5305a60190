import { decideAuditLog, type LogFacts } from '@/lib/audit/rules'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import { webhooksAtMost } from './schema'

/** Whether an account may have one more webhook than it has. */
export function decideWebhookPlace(taken: number): Decision<'too_many_webhooks'> {
  if (taken < webhooksAtMost) return allow()
  return refuse(
    'too_many_webhooks',
    `An account has at most ${webhooksAtMost} webhooks. Delete one that is not used.`,
  )
}

/** Whether events may be had sent somewhere: whoever does that reads them. */
export function decideSending({ mayReadLog, ...account }: LogFacts & { mayReadLog: boolean }): Decision {
  const reading = mayReadLog
    ? allow()
    : refuse(
        'missing_permission',
        'What is sent to a webhook is the audit log, and you may not read that (read:audit_log).',
        'read:audit_log',
      )
  return firstRefusal<string>(decideAuditLog(account), reading)
}
